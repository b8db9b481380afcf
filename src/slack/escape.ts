/** The one place where text becomes inert in Slack's `text` and `mrkdwn`: `&`, `<`, `>` in that order, nothing else. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
