/** The smallest useful Bolt app over signed requests: what Teneleven's acknowledgements are compared with. */
import bolt from '@slack/bolt';

const app = new bolt.App({
  token: process.env['SLACK_BOT_TOKEN'] ?? '',
  signingSecret: process.env['SLACK_SIGNING_SECRET'] ?? '',
  clientOptions: { slackApiUrl: process.env['SLACK_API_URL'] ?? '' },
});
app.command('/e2e', async ({ ack }) => ack());
await app.start(Number(process.env['PORT']));
