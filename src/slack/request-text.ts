/**
 * The text that a person typed, from the text that Slack delivers: links lose their brackets (the label where
 * there is one, since that is what was typed) and the three escaped characters are themselves again.
 * Mentions stay as they are: `<@U1>`, `<#C1>`, `<!subteam^S1>`.
 */
export function plainText(delivered: string): string {
  return delivered
    .replaceAll(
      /<((?:https?|mailto|tel):[^<>|]*)(?:\|([^<>]*))?>/gu,
      (_link, url: string, label?: string) => label ?? url,
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
