/** `npm run lab [-- words]`: breaks real stacks, lets the product say why, and prints how often it was right. See docs/lab.md. */
import process from 'node:process';

import { readProcessVariables } from '#config/environment-variables.ts';
import { causes } from '#diagnosis/causes/index.ts';

import { endingOfProcess } from './ending.ts';
import { openLab } from './open-lab.ts';
import { planTrials } from './plan-trials.ts';
import { readWords } from './read-words.ts';
import { confusionOf, figuresOf } from './report.ts';
import { tellTrial } from './tell-trial.ts';

const words = readWords(process.argv.slice(2));
await using lab = await openLab(readProcessVariables(), endingOfProcess());
const orders = planTrials(words);
const done = await lab.runAll(orders, causes, (trial) => {
  const lines = words.isJson ? [JSON.stringify(trial)] : tellTrial(trial, words.isLoud);
  for (const line of lines) console.log(line);
});
const counted = done.flatMap(({ judged }) => judged ?? []);
if (!words.isJson) {
  console.log(`\n${orders.length} trials, seed ${words.seed}${words.heldOut ? ', held out' : ''}, ${words.depth}`);
  console.log(
    `${orders.length - counted.length} do not count: the fault broke nothing, or the trial could not be made`,
  );
  for (const line of [...figuresOf(counted), '', ...confusionOf(counted)]) console.log(line);
}
