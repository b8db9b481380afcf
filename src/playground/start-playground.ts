import { createServer, type Server } from 'node:http';
import { readAppSettings } from './app-settings.ts';
import { Board } from './board.ts';
import { newCredentials } from './credentials.ts';
import type { Fault, PageAnswer, Playground, PlaygroundOptions, WorkspaceView } from './contract.ts';
import { Faults } from './faults.ts';
import { FileShelf } from './file-shelf.ts';
import { Modals } from './modals.ts';
import { closeModal, home, submit } from './people/modal.ts';
import { post } from './people/post.ts';
import { press } from './people/press.ts';
import { shortcut } from './people/shortcut.ts';
import { slash } from './people/slash.ts';
import { RateLimits } from './rate-limits.ts';
import { Refusal } from './refusal.ts';
import { RequestDelivery } from './request-delivery.ts';
import { ResponseUrls } from './response-urls.ts';
import { serve } from './serve.ts';
import { team } from './seed.ts';
import { SocketDelivery } from './socket-delivery.ts';
import type { Stage } from './stage.ts';
import { Triggers } from './triggers.ts';
import { CallLog } from './web-api.ts';
import { openWorkspace } from './workspace.ts';

/** Starts a Slack-shaped workspace on 127.0.0.1: the bot connects to `apiUrl`, people use the page at `url`. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const server = createServer();
  const host = await listen(server, options.port);
  const stage = await setStage(host, options);
  const log = new CallLog();
  const playing = toPlayground({ stage, log, server });
  serve(server, { stage, playing, log, limits: options.rateLimits === false ? undefined : new RateLimits() });
  return playing;
}

async function setStage(host: string, options: PlaygroundOptions): Promise<Stage> {
  const faults = new Faults();
  const workspace = await openWorkspace();
  const board = new Board((channel, ts) => {
    void workspace.asBot('chat.delete', { channel, ts }).catch(() => undefined);
  });
  const onConnected = (connected: boolean): void => board.emit({ kind: 'connected', connected });
  const credentials = newCredentials();
  const { requestUrl } = options;
  const sockets = requestUrl === undefined ? new SocketDelivery({ host, faults, onConnected }) : undefined;
  const url = (): string => (typeof requestUrl === 'function' ? requestUrl() : (requestUrl ?? ''));
  return {
    origin: `http://${host}`,
    credentials,
    app: await readAppSettings(),
    workspace,
    board,
    shelf: new FileShelf(),
    modals: new Modals(board),
    triggers: new Triggers(),
    responses: new ResponseUrls(),
    faults,
    delivery: sockets ?? new RequestDelivery({ url, faults, signingSecret: credentials.signingSecret }),
    sockets,
  };
}

function toPlayground({ stage, log, server }: { stage: Stage; log: CallLog; server: Server }): Playground {
  return {
    url: `${stage.origin}/`,
    apiUrl: `${stage.origin}/api/`,
    ...stage.credentials,
    calls: log.calls,
    workspace: () => workspaceView(stage),
    slash: (input) => answered(() => slash(stage, input)),
    post: (input) => answered(() => post(stage, input)),
    press: (input) => answered(() => press(stage, input)),
    shortcut: (input) => answered(() => shortcut(stage, input)),
    submit: (input) => answered(() => submit(stage, input)),
    closeModal: (input) => answered(() => closeModal(stage, input)),
    home: (input) => answered(() => home(stage, input)),
    misbehave: (fault) => misbehave(stage, fault),
    onEvent: (listener) => stage.board.onEvent(listener),
    close: async () => {
      await stage.delivery.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await stage.workspace.close();
    },
  };
}

async function answered(work: () => Promise<PageAnswer>): Promise<PageAnswer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.code };
    throw error;
  }
}

function misbehave(stage: Stage, fault: Fault): void {
  if (fault.kind === 'request-reconnect') return stage.sockets?.requestReconnect(fault.code ?? 'refresh_requested');
  if (fault.kind !== 'drop-socket') return stage.faults.add(fault);
  const isConnected = stage.delivery.connected;
  stage.sockets?.drop();
  stage.faults.add(fault, (fault.times ?? 1) - (isConnected ? 1 : 0));
}

function workspaceView(stage: Stage): WorkspaceView {
  const { bot, users, channels, userGroups } = stage.workspace;
  return {
    team: { id: team.id, name: team.name },
    bot,
    users,
    channels,
    userGroups,
    commands: stage.app.commands,
    shortcuts: stage.app.shortcuts,
    messages: stage.board.messages(),
    connected: stage.delivery.connected,
  };
}

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(`127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`);
    });
  });
}
