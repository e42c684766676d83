import { Router, Request, Response, NextFunction } from 'express';
import { z } from 'zod';
import type { Pool } from 'pg';
import { requireRole } from '../middleware/auth';
import { HttpProblem } from '../http/problem';

const SORT_COLUMNS = {
  number: 'i.invoice_number',
  issued: 'i.issued_on',
  due: 'i.due_on',
  total: 'i.total_cents',
} as const;

const searchSchema = z.object({
  q: z.string().trim().max(80).optional(),
  status: z.enum(['draft', 'open', 'paid', 'void', 'uncollectible']).optional(),
  issuedFrom: z.string().date().optional(),
  issuedTo: z.string().date().optional(),
  minTotal: z.coerce.number().int().nonnegative().optional(),
  sort: z.enum(['number', 'issued', 'due', 'total']).default('issued'),
  dir: z.enum(['asc', 'desc']).default('desc'),
  page: z.coerce.number().int().min(1).max(500).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(25),
});

type SearchInput = z.infer<typeof searchSchema>;

/** Escapes LIKE wildcards so that "50%" searches for the literal text. */
function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (c) => `\\${c}`)}%`;
}

export function buildSearch(tenantId: string, input: SearchInput): { text: string; values: unknown[] } {
  const values: unknown[] = [tenantId];
  const bind = (v: unknown) => `$${values.push(v)}`;

  let where = 'WHERE i.tenant_id = $1';
  if (input.status) {
    where += ` AND i.status = ${bind(input.status)}`;
  }
  if (input.issuedFrom) {
    where += ` AND i.issued_on >= ${bind(input.issuedFrom)}`;
  }
  if (input.issuedTo) {
    where += ` AND i.issued_on <= ${bind(input.issuedTo)}`;
  }
  if (input.minTotal !== undefined) {
    where += ` AND i.total_cents >= ${bind(input.minTotal)}`;
  }
  if (input.q) {
    const p = bind(likePattern(input.q));
    where += ` AND (i.invoice_number ILIKE ${p} OR c.display_name ILIKE ${p})`;
  }

  const orderBy = `${SORT_COLUMNS[input.sort]} ${input.dir === 'asc' ? 'ASC' : 'DESC'}, i.id`;
  const limit = bind(input.pageSize);
  const offset = bind((input.page - 1) * input.pageSize);

  const text =
    'SELECT i.id, i.invoice_number, i.status, i.issued_on, i.due_on, i.total_cents, i.currency, ' +
    '       c.display_name AS customer, count(*) OVER () AS full_count ' +
    'FROM invoices i JOIN customers c ON c.id = i.customer_id AND c.tenant_id = i.tenant_id ' +
    where +
    ` ORDER BY ${orderBy} LIMIT ${limit} OFFSET ${offset}`;

  return { text, values };
}

export function invoiceRoutes(pool: Pool): Router {
  const router = Router();

  router.get(
    '/invoices',
    requireRole('billing:read'),
    async (req: Request, res: Response, next: NextFunction) => {
      const parsed = searchSchema.safeParse(req.query);
      if (!parsed.success) {
        return next(new HttpProblem(400, 'invalid-search', parsed.error.flatten().fieldErrors));
      }

      try {
        const { rows } = await pool.query(buildSearch(req.auth.tenantId, parsed.data));
        const total = rows.length > 0 ? Number(rows[0].full_count) : 0;
        res.json({
          items: rows.map(({ full_count: _ignored, ...row }) => row),
          page: parsed.data.page,
          pageSize: parsed.data.pageSize,
          total,
        });
      } catch (err) {
        next(err);
      }
    },
  );

  router.post(
    '/invoices/:id/void',
    requireRole('billing:write'),
    async (req: Request, res: Response, next: NextFunction) => {
      const id = z.string().uuid().safeParse(req.params.id);
      if (!id.success) {
        return next(new HttpProblem(404, 'invoice-not-found'));
      }
      try {
        const result = await pool.query(
          `UPDATE invoices
              SET status = 'void', voided_at = now(), voided_by = $3
            WHERE id = $1 AND tenant_id = $2 AND status IN ('draft', 'open')`,
          [id.data, req.auth.tenantId, req.auth.userId],
        );
        if (result.rowCount === 0) {
          throw new HttpProblem(409, 'invoice-not-voidable');
        }
        res.status(204).end();
      } catch (err) {
        next(err);
      }
    },
  );

  return router;
}
