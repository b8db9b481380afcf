import { applyEvent, applyWorkspace } from './apply-event.js';
import { createActions } from './actions.js';
import { announce } from './announce.js';
import { createChannelPane } from './channel-pane.js';
import { createDirectory } from './conversation.js';
import { createHomePane } from './home.js';
import { createModals } from './modal.js';
import { followPlace } from './place.js';
import { followWorkspace } from './server.js';
import { createSidebar } from './sidebar.js';
import { createStore } from './store.js';
import { createThreadPane } from './thread.js';
import { recallUser } from './users.js';

const byId = (id) => document.querySelector(`#${id}`);

function start() {
  const store = createStore();
  const page = { store, model: store.model, directory: createDirectory(store.model) };
  page.actions = createActions(page, byId('toasts'));
  const views = [
    createSidebar(byId('sidebar'), page),
    createChannelPane(byId('main'), page),
    createHomePane(byId('main'), page),
    createThreadPane(byId('thread'), page),
    createModals(byId('modals'), page),
  ];
  store.subscribe((model) => {
    if (model.workspace === undefined) return;
    for (const show of views) show(model);
  });
  followWorkspace({
    onWorkspace: (workspace) => store.change((model) => takeIn(model, workspace)),
    onEvent: (event) => {
      store.change((model) => applyEvent(model, event));
      announce(byId('announcer'), page, event);
    },
    onLive: (isLive) => store.change((model) => void (model.isLive = isLive)),
  });
  followPlace(store);
  // “3 minutes ago” grows old by itself.
  setInterval(() => store.change(() => undefined), 30_000);
}

function takeIn(model, workspace) {
  applyWorkspace(model, workspace);
  model.user = recallUser(workspace);
}

start();
