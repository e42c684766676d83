import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Spinner } from '../ui/Spinner';
import { ErrorBanner } from '../ui/ErrorBanner';
import { reportError } from '../../lib/telemetry';

type DeviceState = 'online' | 'stale' | 'offline';

interface Device {
  id: string;
  label: string;
  site: string;
  firmware: string;
  lastSeen: string;
  batteryPct: number | null;
}

interface Props {
  siteId: string;
  /** Milliseconds between refreshes; 0 switches polling off. */
  pollEvery?: number;
  onSelect?: (id: string) => void;
}

const STALE_AFTER_MS = 5 * 60_000;
const OFFLINE_AFTER_MS = 60 * 60_000;

export function stateOf(device: Device, now: number): DeviceState {
  const age = now - Date.parse(device.lastSeen);
  if (age > OFFLINE_AFTER_MS) return 'offline';
  return age > STALE_AFTER_MS ? 'stale' : 'online';
}

async function fetchDevices(siteId: string, signal: AbortSignal): Promise<Device[]> {
  const res = await fetch(`/api/sites/${encodeURIComponent(siteId)}/devices`, {
    signal,
    credentials: 'same-origin',
    headers: { Accept: 'application/json' },
  });
  if (!res.ok) {
    throw new Error(`Device list request failed with status ${res.status}`);
  }
  const body: { devices: Device[] } = await res.json();
  return body.devices;
}

export function DeviceDashboard({ siteId, pollEvery = 30_000, onSelect }: Props) {
  const { t } = useTranslation('devices');
  const [devices, setDevices] = useState<Device[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [loadedAt, setLoadedAt] = useState(0);
  const [filter, setFilter] = useState<DeviceState | 'all'>('all');

  const load = useCallback(
    async (signal: AbortSignal) => {
      try {
        const list = await fetchDevices(siteId, signal);
        if (signal.aborted) return;
        setDevices(list);
        setLoadedAt(Date.now());
        setFailed(false);
      } catch (err) {
        if (signal.aborted) {
          // the component went away or the site changed; nobody waits for this answer
          return;
        }
        reportError(err, { area: 'device-dashboard', siteId });
        setFailed(true);
      }
    },
    [siteId],
  );

  useEffect(() => {
    const controller = new AbortController();
    setDevices(null);
    void load(controller.signal);
    const timer = pollEvery > 0 ? window.setInterval(() => void load(controller.signal), pollEvery) : undefined;
    return () => {
      controller.abort();
      window.clearInterval(timer);
    };
  }, [load, pollEvery]);

  const visible = useMemo(
    () => (devices ?? []).filter((d) => filter === 'all' || stateOf(d, loadedAt) === filter),
    [devices, filter, loadedAt],
  );

  if (devices === null && !failed) return <Spinner label={t('loading')} />;

  return (
    <section aria-labelledby="device-heading">
      <h2 id="device-heading">{t('heading', { count: devices?.length ?? 0 })}</h2>
      {failed && <ErrorBanner>{t(devices ? 'refreshFailed' : 'loadFailed')}</ErrorBanner>}

      <label>
        {t('filter')}
        <select value={filter} onChange={(e) => setFilter(e.target.value as DeviceState | 'all')}>
          {(['all', 'online', 'stale', 'offline'] as const).map((s) => (
            <option key={s} value={s}>
              {t(`state.${s}`)}
            </option>
          ))}
        </select>
      </label>

      <ul className="device-list">
        {visible.map((d) => (
          <li key={d.id} data-state={stateOf(d, loadedAt)}>
            <button type="button" onClick={() => onSelect?.(d.id)}>
              {d.label}
            </button>
            <span>{d.firmware}</span>
            <span>{d.batteryPct === null ? t('mains') : `${d.batteryPct} %`}</span>
            <time dateTime={d.lastSeen}>{new Date(d.lastSeen).toLocaleString()}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}
