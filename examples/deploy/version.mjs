/** `node version.mjs`: prints the version that a deploy would start, made from the source of the stack. */
import { readSource, versionOf } from './source.mjs';

console.log(versionOf(readSource()));
