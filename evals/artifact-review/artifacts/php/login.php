<?php
// Member area of the shooting club, 2014, php8 fixes 2023 (rk)

error_reporting(E_ALL & ~E_DEPRECATED);
ini_set('display_errors', 1);

require_once 'inc/config.php';
require_once 'inc/layout.php';

session_name('MEMBERS');
session_set_cookie_params(60 * 60 * 24 * 365, '/');
session_start();

$db = new mysqli($config['host'], $config['user'], $config['pass'], $config['db']);
$db->set_charset('utf8mb4');

function e($s)
{
    return htmlspecialchars((string) $s, ENT_QUOTES, 'UTF-8');
}

function find_member($db, $login)
{
    $st = $db->prepare('SELECT id, login, firstname, pw, active, attempts FROM members WHERE login = ?');
    $st->bind_param('s', $login);
    $st->execute();
    return $st->get_result()->fetch_assoc();
}

function note_attempt($db, $id, $ok)
{
    if ($ok) {
        $st = $db->prepare('UPDATE members SET attempts = 0, last_login = NOW() WHERE id = ?');
    } else {
        $st = $db->prepare('UPDATE members SET attempts = attempts + 1 WHERE id = ?');
    }
    $st->bind_param('i', $id);
    $st->execute();
}

$error = '';

if (isset($_GET['logout'])) {
    $_SESSION = array();
    session_destroy();
    header('Location: login.php');
    exit;
}

if ($_SERVER['REQUEST_METHOD'] == 'POST') {
    $login = trim((string) ($_POST['login'] ?? ''));
    $pw    = (string) ($_POST['pw'] ?? '');
    $m     = find_member($db, $login);

    if ($m && $m['active'] && $m['attempts'] < 10 && hash_equals($m['pw'], md5($config['salt'] . $pw))) {
        note_attempt($db, $m['id'], true);
        session_regenerate_id(true);
        $_SESSION['member'] = (int) $m['id'];
        $_SESSION['name']   = $m['firstname'];
        $next = $_POST['next'] ?? '';
        header('Location: ' . ($next != '' ? $next : 'members.php'));
        exit;
    }
    if ($m) {
        note_attempt($db, $m['id'], false);
    }
    $error = 'Login or password wrong.';
}

page_head('Login');
?>
<?php if ($error): ?>
<div class="err"><?php echo e($error) ?></div>
<?php endif ?>
<form method="post" action="login.php">
<input type="hidden" name="next" value="<?php echo e($_GET['next'] ?? '') ?>">
<table>
<tr><td>Login</td><td><input name="login" value="<?php echo e($_POST['login'] ?? '') ?>"></td></tr>
<tr><td>Password</td><td><input type="password" name="pw"></td></tr>
<tr><td></td><td><input type="submit" value="Log in"></td></tr>
</table>
</form>
<?php
page_foot();
