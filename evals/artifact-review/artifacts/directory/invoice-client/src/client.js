const EXPIRY_MARGIN_MS = 30_000;

export class InvoiceApiError extends Error {
  constructor(status, title) {
    super(`invoice API answered ${status}: ${title}`);
    this.name = 'InvoiceApiError';
    this.status = status;
  }
}

/**
 * @param {{ baseUrl: string, tokenUrl: string, clientId: string, clientSecret: string,
 *           fetch?: typeof fetch, now?: () => number }} options
 */
export function createInvoiceClient(options) {
  const { baseUrl, tokenUrl, clientId, clientSecret, fetch = globalThis.fetch, now = Date.now } = options;
  if (!baseUrl.startsWith('https://') || !tokenUrl.startsWith('https://')) {
    throw new TypeError('invoice API and token endpoint must be https');
  }
  let token = null;

  async function accessToken() {
    if (token && now() < token.expiresAt - EXPIRY_MARGIN_MS) return token.value;
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
    });
    if (!response.ok) throw new InvoiceApiError(response.status, 'token request refused');
    const body = await response.json();
    token = { value: body.access_token, expiresAt: now() + body.expires_in * 1000 };
    return token.value;
  }

  async function call(path, init = {}) {
    const response = await fetch(`${baseUrl}${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${await accessToken()}` },
    });
    if (response.ok) return response.json();
    let title = response.statusText;
    try {
      title = (await response.json()).title ?? title;
    } catch {
      // gateways answer with HTML; the status text is all there is, and we throw below either way
    }
    throw new InvoiceApiError(response.status, title);
  }

  return {
    get: (invoiceId) => call(`/invoices/${encodeURIComponent(invoiceId)}`),

    /** Walks all pages. */
    async *search(criteria) {
      let pageToken;
      do {
        const page = await call('/invoices/search', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ...criteria, pageToken }),
        });
        yield* page.items;
        pageToken = page.nextPageToken;
      } while (pageToken);
    },
  };
}
