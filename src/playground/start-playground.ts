import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { serveApi } from './api-route.ts';
import { readAppSettings } from './app-settings.ts';
import { Board } from './board.ts';
import type { Fault, PageAnswer, Playground, PlaygroundOptions, WorkspaceView } from './contract.ts';
import { Faults } from './faults.ts';
import { FileShelf } from './file-shelf.ts';
import { sendText } from './http-body.ts';
import { Modals } from './modals.ts';
import { servePage } from './page-route.ts';
import { closeModal, home, submit } from './people/modal.ts';
import { post } from './people/post.ts';
import { press } from './people/press.ts';
import { slash } from './people/slash.ts';
import { RateLimits } from './rate-limits.ts';
import { Refusal } from './refusal.ts';
import { RequestDelivery } from './request-delivery.ts';
import { serveResponse } from './response-route.ts';
import { ResponseUrls } from './response-urls.ts';
import { appToken, botToken, signingSecret, team } from './seed.ts';
import { SocketDelivery } from './socket-delivery.ts';
import type { Stage } from './stage.ts';
import { serveStatic } from './static-files.ts';
import { Triggers } from './triggers.ts';
import { serveUpload } from './upload-route.ts';
import { CallLog } from './web-api.ts';
import { openWorkspace } from './workspace.ts';

/** Starts a Slack-shaped workspace on 127.0.0.1: the bot connects to `apiUrl`, people use the page at `url`. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const server = createServer();
  const host = await listen(server, options.port);
  const stage = await setStage(host, options);
  const log = new CallLog();
  const limits = options.rateLimits === false ? undefined : new RateLimits();
  const playground = toPlayground({ stage, log, server });
  server.on('request', (request, response) => {
    void serve(request, response).catch(() => sendText(response, 500, 'Internal Server Error'));
  });
  server.on('upgrade', (request, socket, head) => {
    if (stage.sockets === undefined || request.headers.host !== host) socket.destroy();
    else stage.sockets.accept(request, socket, head);
  });
  return playground;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Another name for this address would let a web page of that name in.
    if (![host, host.replace('127.0.0.1', 'localhost')].includes(request.headers.host ?? ''))
      return sendText(response, 421, 'Unknown host');
    const { pathname } = new URL(request.url ?? '/', stage.origin);
    if (pathname.startsWith('/api/')) return serveApi({ stage, limits, log }, request, response);
    if (pathname.startsWith('/page/')) return servePage({ stage, playing: playground }, request, response);
    if (pathname.startsWith('/response/')) return serveResponse(stage, request, response);
    if (pathname.startsWith('/upload/v1/')) return serveUpload(stage, request, response);
    return serveStatic(pathname, response);
  }
}

async function setStage(host: string, options: PlaygroundOptions): Promise<Stage> {
  const faults = new Faults();
  const workspace = await openWorkspace();
  const board = new Board((channel, ts) => {
    void workspace.asBot('chat.delete', { channel, ts }).catch(() => undefined);
  });
  const onConnected = (connected: boolean): void => board.emit({ kind: 'connected', connected });
  const sockets = options.requestUrl === undefined ? new SocketDelivery({ host, faults, onConnected }) : undefined;
  return {
    origin: `http://${host}`,
    app: await readAppSettings(),
    workspace,
    board,
    shelf: new FileShelf(),
    modals: new Modals(board),
    triggers: new Triggers(),
    responses: new ResponseUrls(),
    faults,
    delivery: sockets ?? new RequestDelivery(options.requestUrl ?? '', faults),
    sockets,
  };
}

function toPlayground({ stage, log, server }: { stage: Stage; log: CallLog; server: Server }): Playground {
  return {
    url: `${stage.origin}/`,
    apiUrl: `${stage.origin}/api/`,
    botToken,
    appToken,
    signingSecret,
    calls: log.calls,
    workspace: () => workspaceView(stage),
    slash: (input) => answered(() => slash(stage, input)),
    post: (input) => answered(() => post(stage, input)),
    press: (input) => answered(() => press(stage, input)),
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
