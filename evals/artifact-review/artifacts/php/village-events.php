<?php
/**
 * Plugin Name: Village Events
 * Description: Event list with registration for clubs and associations.
 * Version: 2.3.1
 * Requires PHP: 8.1
 * License: GPL-2.0-or-later
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

define( 'VE_TABLE', $GLOBALS['wpdb']->prefix . 've_registrations' );

register_activation_hook( __FILE__, 've_install' );
function ve_install() {
	global $wpdb;
	require_once ABSPATH . 'wp-admin/includes/upgrade.php';
	dbDelta( 'CREATE TABLE ' . VE_TABLE . ' (
		id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
		event_id bigint(20) unsigned NOT NULL,
		name varchar(120) NOT NULL,
		email varchar(190) NOT NULL,
		remark text NOT NULL,
		created_at datetime NOT NULL,
		PRIMARY KEY  (id),
		KEY event_id (event_id)
	) ' . $wpdb->get_charset_collate() . ';' );
}

add_action( 'init', function () {
	register_post_type( 've_event', array(
		'label'    => __( 'Events', 'village-events' ),
		'public'   => true,
		'supports' => array( 'title', 'editor', 'thumbnail' ),
	) );
} );

add_shortcode( 'village_event_form', function ( $atts ) {
	$atts = shortcode_atts( array( 'event' => get_the_ID() ), $atts );
	ob_start();
	?>
	<form method="post" action="<?php echo esc_url( admin_url( 'admin-post.php' ) ); ?>">
		<?php wp_nonce_field( 've_register' ); ?>
		<input type="hidden" name="action" value="ve_register">
		<input type="hidden" name="event" value="<?php echo absint( $atts['event'] ); ?>">
		<input name="name" required maxlength="120">
		<input name="email" type="email" required>
		<textarea name="remark" maxlength="500"></textarea>
		<button><?php esc_html_e( 'Register', 'village-events' ); ?></button>
	</form>
	<?php
	return ob_get_clean();
} );

add_action( 'admin_post_ve_register', 've_register' );
add_action( 'admin_post_nopriv_ve_register', 've_register' );
function ve_register() {
	global $wpdb;
	check_admin_referer( 've_register' );
	$event = absint( $_POST['event'] ?? 0 );
	$email = sanitize_email( wp_unslash( $_POST['email'] ?? '' ) );
	if ( 've_event' !== get_post_type( $event ) || ! is_email( $email ) ) {
		wp_die( esc_html__( 'Please check your entries.', 'village-events' ), '', array( 'response' => 400 ) );
	}
	$ok = $wpdb->insert( VE_TABLE, array(
		'event_id'   => $event,
		'name'       => mb_substr( sanitize_text_field( wp_unslash( $_POST['name'] ?? '' ) ), 0, 120 ),
		'email'      => $email,
		'remark'     => mb_substr( wp_unslash( $_POST['remark'] ?? '' ), 0, 500 ),
		'created_at' => current_time( 'mysql', true ),
	) );
	if ( false === $ok ) {
		wp_die( esc_html__( 'Your registration was not stored.', 'village-events' ), '', array( 'response' => 500 ) );
	}
	wp_safe_redirect( add_query_arg( 'registered', '1', get_permalink( $event ) ) );
	exit;
}

add_action( 'admin_menu', function () {
	add_submenu_page( 'edit.php?post_type=ve_event', 'Registrations', 'Registrations', 'edit_others_posts', 've-registrations', 've_page' );
} );
function ve_page() {
	global $wpdb;
	$event = absint( $_GET['event'] ?? 0 );
	$rows  = $wpdb->get_results( $wpdb->prepare(
		'SELECT id, name, email, remark, created_at FROM ' . VE_TABLE . ' WHERE event_id = %d ORDER BY id DESC LIMIT 500',
		$event
	) );
	echo '<div class="wrap"><h1>' . esc_html( get_the_title( $event ) ) . '</h1><table class="widefat">';
	foreach ( $rows as $r ) {
		printf(
			'<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>',
			esc_html( $r->name ),
			esc_html( $r->email ),
			nl2br( $r->remark ),
			esc_html( $r->created_at )
		);
	}
	echo '</table></div>';
}

add_action( 'wp_ajax_ve_delete', 've_delete' );
function ve_delete() {
	global $wpdb;
	$id = absint( $_POST['id'] ?? 0 );
	$n  = $wpdb->delete( VE_TABLE, array( 'id' => $id ), array( '%d' ) );
	if ( ! $n ) {
		wp_send_json_error( null, 404 );
	}
	wp_send_json_success();
}

add_action( 'wp_ajax_ve_count', 've_count' );
add_action( 'wp_ajax_nopriv_ve_count', 've_count' );
function ve_count() {
	global $wpdb;
	wp_send_json_success( (int) $wpdb->get_var( $wpdb->prepare(
		'SELECT COUNT(*) FROM ' . VE_TABLE . ' WHERE event_id = %d',
		absint( $_GET['event'] ?? 0 )
	) ) );
}
