import { join } from 'node:path';
import type { Post, PostStore } from '../state.ts';
import type { Disk } from './disk.ts';
import { Documents } from './documents.ts';
import type { Layout } from './layout.ts';
import { postsShape } from './shapes.ts';

/** Posts that belong to no record that is kept: the newest are enough to go on editing them. */
const OTHERS_KEPT = 500;

/** Where the posts of a record lie; undefined when no record of that id is kept. */
export type FindPosts = (id: string) => string | undefined;

/** Posts lie with their run, probing or incident and go with it. */
export class JsonPosts implements PostStore {
  readonly #disk: Disk;
  readonly #documents: Documents<readonly Post[]>;
  readonly #find: FindPosts;

  constructor(disk: Disk, find: FindPosts) {
    this.#disk = disk;
    this.#find = find;
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
    return this.#find(recordIn(key)) ?? this.#disk.layout.posts;
  }
}

/** The id in front of a key: `r12` of `r12/root`. */
export function recordIn(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('/')));
}

export function runPostsPath(layout: Layout, id: string): string {
  return join(layout.runs, id, 'posts.json');
}

export function postIn(posts: readonly Post[], key: string): Post | undefined {
  return posts.find((post) => post.key === key);
}

function withPost(posts: readonly Post[], post: Post): readonly Post[] {
  return [...posts.filter((other) => other.key !== post.key), post];
}
