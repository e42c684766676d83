// pages/api/hr/payslips.ts
import type { NextApiRequest, NextApiResponse } from 'next'
import { getServerSession } from 'next-auth'
import { Prisma } from '@prisma/client'
import { z } from 'zod'
import { authOptions } from '@/lib/auth'
import { prisma } from '@/lib/prisma'
import { log } from '@/lib/log'

type PayslipRow = {
  id: string
  period: string
  gross_cents: number
  net_cents: number
  document_id: string | null
}

type Answer = { items: PayslipRow[] } | { error: string }

const query = z.object({
  year: z.coerce.number().int().min(2010).max(2100).optional(),
  kind: z.enum(['regular', 'bonus', 'correction']).optional(),
  order: z.enum(['newest', 'oldest']).default('newest'),
  // only people of the payroll team may look at someone else's payslips
  employeeId: z.string().uuid().optional(),
})

const ORDER: Record<'newest' | 'oldest', Prisma.Sql> = {
  newest: Prisma.sql`p.period DESC`,
  oldest: Prisma.sql`p.period ASC`,
}

async function findPayslips(employeeId: string, q: z.infer<typeof query>): Promise<PayslipRow[]> {
  const conditions: Prisma.Sql[] = [
    Prisma.sql`p.employee_id = ${employeeId}::uuid`,
    Prisma.sql`p.released_at <= now()`,
  ]
  if (q.year !== undefined) conditions.push(Prisma.sql`extract(year FROM p.period) = ${q.year}`)
  if (q.kind) conditions.push(Prisma.sql`p.kind = ${q.kind}`)

  return prisma.$queryRaw<PayslipRow[]>`
    SELECT p.id, to_char(p.period, 'YYYY-MM') AS period, p.gross_cents, p.net_cents, d.id AS document_id
      FROM payslips p
      LEFT JOIN documents d ON d.payslip_id = p.id AND d.kind = 'pdf'
     WHERE ${Prisma.join(conditions, ' AND ')}
     ORDER BY ${ORDER[q.order]}
     LIMIT 60`
}

export default async function handler(req: NextApiRequest, res: NextApiResponse<Answer>) {
  if (req.method !== 'GET') {
    res.setHeader('Allow', 'GET')
    return res.status(405).json({ error: 'method-not-allowed' })
  }

  const session = await getServerSession(req, res, authOptions)
  if (!session?.user?.employeeId) {
    return res.status(401).json({ error: 'unauthenticated' })
  }

  const parsed = query.safeParse(req.query)
  if (!parsed.success) {
    return res.status(400).json({ error: 'invalid-query' })
  }

  const target = parsed.data.employeeId ?? session.user.employeeId
  const isSelf = target === session.user.employeeId
  if (!isSelf && !session.user.roles.includes('payroll')) {
    log.warn({ actor: session.user.employeeId }, 'payslip access denied')
    return res.status(403).json({ error: 'forbidden' })
  }

  try {
    const items = await findPayslips(target, parsed.data)
    if (!isSelf) {
      await prisma.auditEntry.create({
        data: {
          actorId: session.user.employeeId,
          subjectId: target,
          action: 'payslips.read',
        },
      })
    }
    res.setHeader('Cache-Control', 'private, no-store')
    return res.status(200).json({ items })
  } catch (err) {
    log.error({ err, actor: session.user.employeeId }, 'payslip query failed')
    return res.status(500).json({ error: 'internal-error' })
  }
}
