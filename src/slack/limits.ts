/** Slack's published limits, https://docs.slack.dev/reference/block-kit and /methods/chat.postMessage. Characters unless named. */
export const limits = {
  messageBlocks: 50,
  viewBlocks: 100,
  /** Undocumented: Slack answers `msg_blocks_too_long` from about 13,170 on. Held against the serialised blocks, which is more than Slack counts. */
  messageCharacters: 12_800,
  /** `chat.update` refuses more than 4,000 with `msg_too_long`; held after escaping. */
  messageText: 3_900,
  header: 150,
  paragraph: 3_000,
  contextElements: 10,
  contextText: 2_000,
  buttonsPerRow: 5,
  buttonRows: 5,
  /** Ours: buttons must leave room for what they are about. */
  buttonCharacters: 6_000,
  buttonText: 75,
  buttonValue: 2_000,
  actionId: 255,
  options: 100,
  optionText: 75,
  optionValue: 150,
  selectPlaceholder: 150,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  url: 3_000,
  tableRows: 100,
  tableColumns: 20,
  listItems: 50,
  altText: 1_000,
} as const;
