/** Words in an address to which people are sent to sign in. */
const words = /sign-?in|log-?in|\bsso\b|oauth|\bauth\b|accounts\.|idp\b|saml/iu;

/** A redirect to where people sign in is as good as the page itself. */
export function leadsToSignIn(address: string): boolean {
  return words.test(address);
}
