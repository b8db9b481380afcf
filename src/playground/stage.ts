import type { AppSettings } from './app-settings.ts';
import type { Board } from './board.ts';
import type { Credentials } from './credentials.ts';
import type { Delivery } from './delivery.ts';
import type { Faults } from './faults.ts';
import type { FileShelf } from './file-shelf.ts';
import type { Modals } from './modals.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { SocketDelivery } from './socket-delivery.ts';
import type { Triggers } from './triggers.ts';
import type { Workspace } from './workspace.ts';

/** The parts of one playground, as its methods and its people need them. */
export interface Stage {
  /** `http://127.0.0.1:PORT`, without a slash. */
  readonly origin: string;
  readonly credentials: Credentials;
  readonly app: AppSettings;
  readonly workspace: Workspace;
  readonly board: Board;
  readonly shelf: FileShelf;
  readonly modals: Modals;
  readonly triggers: Triggers;
  readonly responses: ResponseUrls;
  readonly faults: Faults;
  readonly delivery: Delivery;
  /** Absent when the app takes requests over HTTP. */
  readonly sockets?: SocketDelivery | undefined;
}
