<?php
declare(strict_types=1);

require __DIR__ . '/../bootstrap.php';

use Municipal\Permits\Auth;
use Municipal\Permits\Db;

const UPLOAD_DIR = __DIR__ . '/../public/files/permits';
const MAX_BYTES  = 10 * 1024 * 1024;
const ALLOWED    = ['application/pdf', 'image/jpeg', 'image/png'];

$user = Auth::requireUser();
$pdo  = Db::connection();

function application(PDO $pdo, int $id, int $userId): ?array
{
    $st = $pdo->prepare('SELECT id, state, street FROM permit_application WHERE id = ? AND applicant_id = ?');
    $st->execute([$id, $userId]);
    $row = $st->fetch(PDO::FETCH_ASSOC);
    return $row === false ? null : $row;
}

function attachments(PDO $pdo, int $id): array
{
    $st = $pdo->prepare(
        'SELECT id, label, stored_name, bytes, created_at FROM permit_attachment
          WHERE application_id = ? ORDER BY created_at DESC LIMIT 200'
    );
    $st->execute([$id]);
    return $st->fetchAll(PDO::FETCH_ASSOC);
}

function h(?string $s): string
{
    return htmlspecialchars((string) $s, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
}

$id  = (int) ($_GET['application'] ?? 0);
$app = application($pdo, $id, $user->id);
if ($app === null) {
    http_response_code(404);
    exit('Not found');
}

$message = '';
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    if (!hash_equals($_SESSION['csrf'] ?? '', (string) ($_POST['csrf'] ?? '')) || ($_SESSION['csrf'] ?? '') === '') {
        http_response_code(403);
        exit('Please reload the form.');
    }
    if ($app['state'] !== 'open') {
        http_response_code(409);
        exit('This application is closed.');
    }
    $file = $_FILES['plan'] ?? null;
    if ($file === null || is_array($file['error']) || $file['error'] !== UPLOAD_ERR_OK) {
        $message = 'The file did not arrive.';
    } elseif ($file['size'] > MAX_BYTES) {
        $message = 'At most 10 MB.';
    } elseif (!in_array($file['type'], ALLOWED, true)) {
        $message = 'Only PDF, JPEG or PNG.';
    } else {
        $ext    = pathinfo($file['name'], PATHINFO_EXTENSION);
        $stored = sprintf('%d-%s.%s', $id, bin2hex(random_bytes(8)), strtolower($ext));
        if (!move_uploaded_file($file['tmp_name'], UPLOAD_DIR . '/' . $stored)) {
            error_log("permit $id: move_uploaded_file failed");
            $message = 'The file could not be stored.';
        } else {
            $st = $pdo->prepare(
                'INSERT INTO permit_attachment (application_id, label, stored_name, bytes, created_by)
                 VALUES (?, ?, ?, ?, ?)'
            );
            $st->execute([$id, mb_substr((string) ($_POST['label'] ?? ''), 0, 120), $stored, $file['size'], $user->id]);
            header('Location: /permit_upload.php?application=' . $id . '&ok=1', true, 303);
            exit;
        }
    }
}

$_SESSION['csrf'] ??= bin2hex(random_bytes(16));
?>
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Plans for <?= h($app['street']) ?></title></head>
<body>
<h1>Plans for <?= h($app['street']) ?></h1>
<?php if ($message !== ''): ?><p class="error"><?= h($message) ?></p><?php endif ?>
<?php if (isset($_GET['ok'])): ?><p class="ok">Stored.</p><?php endif ?>
<ul>
<?php foreach (attachments($pdo, $id) as $a): ?>
  <li>
    <a href="/files/permits/<?= h($a['stored_name']) ?>"><?= $a['label'] ?: 'without title' ?></a>
    (<?= number_format($a['bytes'] / 1024) ?> kB, <?= h($a['created_at']) ?>)
  </li>
<?php endforeach ?>
</ul>
<form method="post" enctype="multipart/form-data">
  <input type="hidden" name="csrf" value="<?= h($_SESSION['csrf']) ?>">
  <label>Title <input name="label" maxlength="120"></label>
  <label>File <input type="file" name="plan" accept=".pdf,.jpg,.png" required></label>
  <button>Send</button>
</form>
</body>
</html>
