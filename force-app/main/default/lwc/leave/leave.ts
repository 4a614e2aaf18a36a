// For addresses that are no pages of the site, such as the one that opens a session: lightning/navigation would open them beside it.

/** Sends this browser tab on. @param address from Apex, never from the visitor */
export function leaveTo(address: string): void {
  window.location.assign(address);
}
