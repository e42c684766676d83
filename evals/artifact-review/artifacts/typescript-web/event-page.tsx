import type { Metadata } from 'next';
import Image from 'next/image';
import { notFound, redirect } from 'next/navigation';
import { cookies } from 'next/headers';
import { db } from '@/lib/db';
import { formatDate, formatPrice } from '@/lib/format';
import { readSession } from '@/lib/session';
import { SeatPicker } from '@/components/seat-picker';

type Props = {
  params: { slug: string };
  searchParams: { [key: string]: string | string[] | undefined };
};

const REVIEWS = 20;

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const event = await db.event.findUnique({
    where: { slug: params.slug },
    select: { title: true, teaser: true },
  });
  return event ? { title: event.title, description: event.teaser } : { title: 'Not found' };
}

/** *bold*, _italic_ and line breaks, as in the old forum */
function reviewMarkup(text: string): string {
  return text
    .replace(/\*([^*\n]+)\*/g, '<strong>$1</strong>')
    .replace(/_([^_\n]+)_/g, '<em>$1</em>')
    .replace(/\n/g, '<br/>');
}

async function loadEvent(slug: string) {
  return db.event.findUnique({
    where: { slug },
    include: {
      hall: true,
      prices: { orderBy: { cent: 'asc' }, take: 12 },
      reviews: {
        where: { hidden: false },
        orderBy: { createdAt: 'desc' },
        take: REVIEWS,
        select: { id: true, author: true, stars: true, text: true, createdAt: true },
      },
    },
  });
}

export default async function EventPage({ params, searchParams }: Props) {
  const session = await readSession(cookies());

  // after the queue visitors come back with ?continue=<where they were>
  const back = first(searchParams.continue);
  if (session?.queuePassed && back) {
    redirect(back);
  }

  const event = await loadEvent(params.slug);
  if (!event || !event.publishedAt) notFound();

  const soldOut = event.freeSeats === 0;
  const jsonLd = {
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: event.title,
    startDate: event.startsAt.toISOString(),
    location: { '@type': 'Place', name: event.hall.name },
  };

  return (
    <main className="event">
      <script
        type="application/ld+json"
        dangerouslySetInnerHTML={{ __html: JSON.stringify(jsonLd).replace(/</g, '\\u003c') }}
      />
      <header>
        <h1>{event.title}</h1>
        <p>
          {formatDate(event.startsAt)} · {event.hall.name}
        </p>
        {event.imageKey && (
          <Image src={`/media/${event.imageKey}`} alt="" width={960} height={420} priority />
        )}
      </header>

      <section>
        <p>{event.teaser}</p>
        <ul>
          {event.prices.map((p) => (
            <li key={p.id}>
              {p.label}: {formatPrice(p.cent)}
            </li>
          ))}
        </ul>
        {soldOut ? <p>Sold out</p> : <SeatPicker eventId={event.id} signedIn={session !== null} />}
      </section>

      <section className="reviews">
        <h2>What visitors say</h2>
        {event.reviews.length === 0 && <p>No reviews yet.</p>}
        {event.reviews.map((review) => (
          <article key={review.id}>
            <h3>
              {review.author} <span aria-label={`${review.stars} of 5`}>{'★'.repeat(review.stars)}</span>
            </h3>
            <div dangerouslySetInnerHTML={{ __html: reviewMarkup(review.text) }} />
            <time dateTime={review.createdAt.toISOString()}>{formatDate(review.createdAt)}</time>
          </article>
        ))}
      </section>
    </main>
  );
}
