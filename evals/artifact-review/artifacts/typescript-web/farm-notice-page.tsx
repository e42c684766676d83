import { cookies } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { revalidatePath } from 'next/cache';
import { marked } from 'marked';
import sanitizeHtml from 'sanitize-html';
import { z } from 'zod';
import { audit } from '@/lib/audit';
import { db } from '@/lib/db';
import { formatDate } from '@/lib/format';
import { readSession } from '@/lib/session';

type Props = { params: { id: string }; searchParams: { from?: string | string[] } };

const Comment = z.object({ text: z.string().trim().min(1).max(2_000) });

// pages that may send people here and get them back
const RETURN_TO = new Map([
  ['board', '/board'],
  ['map', '/board/map'],
  ['mine', '/account/notices'],
]);

function toHtml(markdown: string): string {
  const html = marked.parse(markdown, { async: false }) as string;
  return sanitizeHtml(html, {
    allowedTags: ['p', 'strong', 'em', 'ul', 'ol', 'li', 'a', 'br', 'h3', 'h4'],
    allowedAttributes: { a: ['href', 'rel'] },
    allowedSchemes: ['https', 'mailto', 'tel'],
    transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener' }) },
  });
}

async function addComment(noticeId: string, form: FormData) {
  'use server';
  const session = await readSession(cookies());
  if (!session) redirect('/sign-in');

  const parsed = Comment.safeParse({ text: form.get('text') });
  if (!parsed.success) redirect(`/notices/${encodeURIComponent(noticeId)}?error=text`);

  const notice = await db.notice.findFirst({
    where: { id: noticeId, closedAt: null, publishedAt: { not: null } },
    select: { id: true },
  });
  if (!notice) notFound();

  await db.comment.create({
    data: { noticeId: notice.id, authorId: session.userId, text: parsed.data.text },
  });
  revalidatePath(`/notices/${notice.id}`);
}

async function closeNotice(noticeId: string, from: string, _form: FormData) {
  'use server';
  const session = await readSession(cookies());
  if (!session) redirect('/sign-in');

  await db.$transaction(async (tx) => {
    const { count } = await tx.notice.updateMany({
      where: { id: noticeId, ownerId: session.userId, closedAt: null },
      data: { closedAt: new Date() },
    });
    if (count === 0) notFound();
    await audit.record(tx, { actor: session.userId, action: 'notice.close', subject: noticeId });
  });
  redirect(RETURN_TO.get(from) ?? '/board');
}

export default async function NoticePage({ params, searchParams }: Props) {
  const session = await readSession(cookies());
  const notice = await db.notice.findFirst({
    where: { id: params.id, publishedAt: { not: null } },
    include: {
      owner: { select: { id: true, displayName: true } },
      comments: {
        orderBy: { createdAt: 'desc' },
        take: 50,
        include: { author: { select: { displayName: true } } },
      },
    },
  });
  if (!notice) notFound();

  const from = Array.isArray(searchParams.from) ? searchParams.from[0] : searchParams.from;
  const mine = session?.userId === notice.owner.id;

  return (
    <main>
      <a href={RETURN_TO.get(from ?? '') ?? '/board'}>Back</a>
      <h1>{notice.title}</h1>
      <p>
        {notice.owner.displayName}, {formatDate(notice.createdAt)}
      </p>
      <div dangerouslySetInnerHTML={{ __html: toHtml(notice.markdown) }} />

      {mine && !notice.closedAt && (
        <form action={closeNotice.bind(null, notice.id, from ?? 'board')}>
          <button>Close notice</button>
        </form>
      )}

      <h2>Comments</h2>
      <ul>
        {notice.comments.map((c) => (
          <li key={c.id}>
            <strong>{c.author.displayName}</strong> {c.text}
          </li>
        ))}
      </ul>
      {session && !notice.closedAt && (
        <form action={addComment.bind(null, notice.id)}>
          <textarea name="text" maxLength={2000} required />
          <button>Send</button>
        </form>
      )}
    </main>
  );
}
