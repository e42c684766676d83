/**
 * Codes for handing a ticket to another person. Whoever knows the code can claim the ticket,
 * so the seller sends it to the buyer by mail or messenger.
 *
 * Letters and digits that people mix up on the phone are left out (0/O, 1/I/L, 5/S).
 */
const ALPHABET = '2346789ABCDEFGHJKMNPQRTUVWXYZ';
const GROUPS = 3;
const GROUP_LENGTH = 4;

export function newTransferCode(): string {
  const groups: string[] = [];
  for (let g = 0; g < GROUPS; g++) {
    let group = '';
    while (group.length < GROUP_LENGTH) {
      group += ALPHABET[Math.floor(Math.random() * ALPHABET.length)];
    }
    groups.push(group);
  }
  return groups.join('-');
}

export function normaliseCode(input: string): string {
  const compact = input.toUpperCase().replace(/[^0-9A-Z]/g, '');
  return compact.match(/.{1,4}/g)?.join('-') ?? '';
}
