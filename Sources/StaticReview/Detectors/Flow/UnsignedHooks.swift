internal import JudgeTypes

/// Endpoints that others call when something has happened, above all when somebody has paid, and where nothing says that it
/// was them. In Go, Java, Kotlin and C#.
enum UnsignedHooks {
  private static let hookPath = Pattern.fixed(#"(?i)webhook|(?:^|/)hooks?(?:$|/)"#)
  private static let checksSender = Pattern.fixed(
    #"(?i)signature|hmac|constructEvent|verif|secret|ConstantTimeCompare|MessageDigest\.isEqual|authori[sz]|authentic|token|x-hub|svix|check_?sum|rsaCheck|\b\w*check_?sign|secure_?hash|\bsign\b|RemoteAddr|remote_?ip|ip_?white|\.retrieve\("#
  )

  /// Whether `route` is such an endpoint and nothing in the file looks at its sender.
  static func has(_ route: Route, in source: Source) -> Bool {
    guard route.isMutating, !route.body.isEmpty else { return false }
    let path = Array(route.path.utf8)
    let isHook =
      hookPath.matches(path) || isOfHooks(source) && !source.has(guardingHead, in: route.head)
      || notePath.matches(path) && (ofMoney.matches(path) || isOfMoney(source))
    return isHook && !looksAtSender(source)
  }

  // What a file says for all its routes is asked once.
  private static func looksAtSender(_ source: Source) -> Bool {
    source.cache.reading("hooks: sender") { checksSender.matches(source.text) }
  }

  private static func isOfHooks(_ source: Source) -> Bool {
    source.cache.reading("hooks: class") { ofHooks.matches(source.code) }
  }

  private static func isOfMoney(_ source: Source) -> Bool {
    source.cache.reading("hooks: money") { ofMoney.matches(source.code) }
  }

  private static let ofHooks = Pattern.fixed(#"\bclass\s+\w*[wW]eb[hH]ooks?(?:Controller|Resource|Endpoint|Api)?\b"#)
  private static let guardingHead = Pattern.fixed(#"(?i)authori|permi|secured|role"#)
  private static let notePath = Pattern.fixed(
    #"(?i)(?:^|[/_-])(?:callback|notify|notification|ipn|postback|payment[-_]?(?:callback|notify|result))(?:$|[/_-])"#)
  private static let ofMoney = Pattern.fixed(
    #"(?i)stripe|paypal|momo\b|vnpay|zalopay|alipay|wechat_?pay|razorpay|mollie|midtrans|xendit|paystack|flutterwave|mpesa|payu|iyzico|braintree|adyen|coinbase|(?:^|[/_-])payments?(?:$|[/_-])|\bclass\s+\w*(?:Payment|Checkout|Billing)\w*"#
  )
}
