import type { Post, PostStore } from '#state/state.ts';

/** A `PostStore` that keeps every version it was given, in order. */
export interface MemoryPosts extends PostStore {
  readonly saved: readonly Post[];
}

export function createMemoryPosts(...known: readonly Post[]): MemoryPosts {
  const posts = new Map(known.map((post) => [post.key, post]));
  const saved: Post[] = [];
  return {
    saved,
    get: async (key) => posts.get(key),
    async save(post) {
      saved.push(post);
      posts.set(post.key, post);
    },
  };
}
