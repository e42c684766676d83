<?php
declare(strict_types=1);

/**
 * Public page: collection days of a street, as HTML or iCal. No log-in, no personal data.
 */

ini_set('display_errors', '0');
ini_set('log_errors', '1');

const KINDS = ['residual' => 'Residual waste', 'paper' => 'Paper', 'bio' => 'Organic', 'bulky' => 'Bulky items'];

function db(): PDO
{
    $dsn = getenv('WASTE_DSN');
    if ($dsn === false) {
        throw new RuntimeException('WASTE_DSN is not set');
    }
    return new PDO($dsn, getenv('WASTE_DB_USER') ?: '', getenv('WASTE_DB_PASSWORD') ?: '', [
        PDO::ATTR_ERRMODE            => PDO::ERRMODE_EXCEPTION,
        PDO::ATTR_EMULATE_PREPARES   => false,
        PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
        PDO::ATTR_TIMEOUT            => 5,
    ]);
}

function h(string $s): string
{
    return htmlspecialchars($s, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

function param(string $name): string
{
    $v = $_GET[$name] ?? '';
    return is_string($v) ? trim(mb_substr($v, 0, 80)) : '';
}

function days(PDO $pdo, string $street, array $kinds): array
{
    $marks = implode(',', array_fill(0, count($kinds), '?'));
    $st = $pdo->prepare(
        "SELECT d.day, d.kind FROM collection_day d
           JOIN street s ON s.district_id = d.district_id
          WHERE s.name = ? AND d.kind IN ($marks) AND d.day >= CURRENT_DATE
          ORDER BY d.day LIMIT 120"
    );
    $st->execute([$street, ...$kinds]);
    return $st->fetchAll();
}

function ical(array $days, string $street): string
{
    $esc = static fn (string $s): string => str_replace(["\\", ';', ',', "\r", "\n"], ['\\\\', '\;', '\,', '', ' '], $s);
    $out = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Waste Service//Calendar//EN'];
    foreach ($days as $d) {
        $day = (new DateTimeImmutable($d['day']))->format('Ymd');
        array_push(
            $out,
            'BEGIN:VEVENT',
            'UID:' . hash('sha256', $d['day'] . $d['kind'] . $street) . '@waste.example',
            'DTSTAMP:' . gmdate('Ymd\THis\Z'),
            'DTSTART;VALUE=DATE:' . $day,
            'SUMMARY:' . $esc(KINDS[$d['kind']]),
            'END:VEVENT'
        );
    }
    $out[] = 'END:VCALENDAR';
    return implode("\r\n", $out) . "\r\n";
}

$street = param('street');
$asked  = $_GET['kind'] ?? [];
$kinds  = array_values(array_intersect(array_keys(KINDS), is_array($asked) ? $asked : []));
if ($kinds === []) {
    $kinds = array_keys(KINDS);
}

try {
    $list = $street === '' ? [] : days(db(), $street, $kinds);
} catch (Throwable $e) {
    error_log('waste_calendar: ' . $e->getMessage());
    http_response_code(503);
    header('Retry-After: 120');
    exit('The calendar is not available at the moment.');
}

header('X-Content-Type-Options: nosniff');
header("Content-Security-Policy: default-src 'none'; style-src 'self'; form-action 'self'");

if (param('format') === 'ics' && $street !== '') {
    header('Content-Type: text/calendar; charset=utf-8');
    header('Content-Disposition: attachment; filename="collection.ics"');
    echo ical($list, $street);
    exit;
}
?>
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Collection days</title><link rel="stylesheet" href="/css/site.css"></head>
<body>
<form>
  <label>Street <input name="street" value="<?= h($street) ?>" maxlength="80"></label>
  <?php foreach (KINDS as $key => $label): ?>
    <label><input type="checkbox" name="kind[]" value="<?= h($key) ?>" <?= in_array($key, $kinds, true) ? 'checked' : '' ?>> <?= h($label) ?></label>
  <?php endforeach ?>
  <button>Show</button>
</form>
<?php if ($street !== '' && $list === []): ?>
  <p>No collection days found for <?= h($street) ?>.</p>
<?php endif ?>
<table>
<?php foreach ($list as $d): ?>
  <tr><td><?= h((new DateTimeImmutable($d['day']))->format('D, j M Y')) ?></td><td><?= h(KINDS[$d['kind']]) ?></td></tr>
<?php endforeach ?>
</table>
<?php if ($list !== []): ?>
  <a href="?<?= h(http_build_query(['street' => $street, 'kind' => $kinds, 'format' => 'ics'])) ?>">iCal</a>
<?php endif ?>
</body>
</html>
