/** A server error that comes at once is another one than that of somebody whose patience ended: from here on it is the latter. */
export const lateRefusalMs = 1_500;
