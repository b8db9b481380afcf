/** The smallest useful Bolt app in Socket Mode: what Teneleven's start and memory are compared with. */
import bolt from '@slack/bolt';

const app = new bolt.App({
  token: process.env['SLACK_BOT_TOKEN'] ?? '',
  appToken: process.env['SLACK_APP_TOKEN'] ?? '',
  socketMode: true,
  clientOptions: { slackApiUrl: process.env['SLACK_API_URL'] ?? '' },
});
app.command('/e2e', async ({ ack }) => ack());
await app.start();
