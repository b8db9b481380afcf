import type { Board } from './board.ts';
import type { SlackJson } from './contract.ts';
import { textOf } from './json.ts';
import { Refusal } from './refusal.ts';

/** Slack: at most three modals on top of each other. */
const maxDepth = 3;

interface OpenModal {
  readonly user: string;
  readonly view: SlackJson;
}

/** The modals that are open now, a stack for each person, and each person's Home tab. */
export class Modals {
  readonly #open = new Map<string, OpenModal>();
  readonly #homes = new Map<string, SlackJson>();
  readonly #board: Board;

  constructor(board: Board) {
    this.#board = board;
  }

  find(viewId: string): OpenModal | undefined {
    return this.#open.get(viewId);
  }

  /** The id of the open modal with this `external_id`; '' when there is none. */
  idOf(externalId: string): string {
    const found = [...this.#open].find(([, { view }]) => externalId !== '' && view['external_id'] === externalId);
    return found?.[0] ?? '';
  }

  home(user: string): SlackJson | undefined {
    return this.#homes.get(user);
  }

  publish(user: string, view: SlackJson): void {
    this.#homes.set(user, view);
    this.#board.emit({ kind: 'home', user, view });
  }

  /** Opens a new stack; what was open before is gone. */
  open(user: string, view: SlackJson): void {
    this.clear(user);
    this.#show(user, view);
  }

  /** Throws a `Refusal` when the stack is full. */
  assertRoom(user: string): void {
    if (this.#stackOf(user).length >= maxDepth) throw new Refusal('push_limit_reached');
  }

  push(user: string, view: SlackJson): void {
    this.#show(user, view);
  }

  update(view: SlackJson): void {
    const user = this.#open.get(textOf(view, 'id'))?.user;
    if (user !== undefined) this.#show(user, view);
  }

  /** Closes one modal; the one below it shows again. */
  close(viewId: string): void {
    const closed = this.#open.get(viewId);
    if (closed === undefined) return;
    this.#open.delete(viewId);
    this.#board.emit({ kind: 'modal-closed', user: closed.user, viewId });
    const below = this.#open.get(this.#stackOf(closed.user).at(-1) ?? '');
    if (below !== undefined) this.#board.emit({ kind: 'modal', user: below.user, view: below.view });
  }

  /** Closes the whole stack. */
  clear(user: string): void {
    for (const viewId of this.#stackOf(user).toReversed()) {
      this.#open.delete(viewId);
      this.#board.emit({ kind: 'modal-closed', user, viewId });
    }
  }

  #show(user: string, view: SlackJson): void {
    this.#open.set(textOf(view, 'id'), { user, view });
    this.#board.emit({ kind: 'modal', user, view });
  }

  #stackOf(user: string): string[] {
    return [...this.#open].filter(([, modal]) => modal.user === user).map(([viewId]) => viewId);
  }
}
