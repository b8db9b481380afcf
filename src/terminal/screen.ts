/** Where progress is shown. */
export interface Screen {
  readonly isTty: boolean;
  readonly columns: number;
  readonly write: (text: string) => void;
}
