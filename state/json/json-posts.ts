import { join } from 'node:path';
import type { Post, PostStore } from '../state.ts';
import type { Disk } from './disk.ts';
import { Documents } from './documents.ts';
import type { Layout } from './layout.ts';
import { postsShape } from './shapes.ts';

/** Posts that belong to no run that is kept: the newest are enough to go on editing them. */
const OTHERS_KEPT = 500;

/** Posts lie with their run and go with it. */
export class JsonPosts implements PostStore {
  readonly #disk: Disk;
  readonly #documents: Documents<readonly Post[]>;
  readonly #hasRun: (id: string) => boolean;

  constructor(disk: Disk, hasRun: (id: string) => boolean) {
    this.#disk = disk;
    this.#hasRun = hasRun;
    this.#documents = new Documents<readonly Post[]>(disk, postsShape, []);
  }

  async get(key: string): Promise<Post | undefined> {
    return postIn(await this.#documents.read(this.#path(key)), key);
  }

  async save(post: Post): Promise<void> {
    const path = this.#path(post.key);
    const kept = path === this.#disk.layout.posts ? OTHERS_KEPT : Infinity;
    await this.#disk.writes.run(() =>
      this.#documents.use(path, (document) => document.update((posts) => withPost(posts, post).slice(-kept))),
    );
  }

  #path(key: string): string {
    return postsPath(this.#disk.layout, key, this.#hasRun);
  }
}

export function postsPath(layout: Layout, key: string, hasRun: (id: string) => boolean): string {
  const id = key.slice(0, Math.max(0, key.indexOf('/')));
  return hasRun(id) ? join(layout.runs, id, 'posts.json') : layout.posts;
}

export function postIn(posts: readonly Post[], key: string): Post | undefined {
  return posts.find((post) => post.key === key);
}

function withPost(posts: readonly Post[], post: Post): readonly Post[] {
  return [...posts.filter((other) => other.key !== post.key), post];
}
