internal import YAMLFiles

/// Rules of firewalls that let every address in, load balancers and clusters that the internet reaches without TLS or limit.
enum TerraformNetworks {
  static func faults(in block: HCLBlock, of module: TerraformModule) -> [InfrastructureFault] {
    switch block.resource {
    case "aws_security_group", "aws_default_security_group":
      return block.blocks("ingress").flatMap { repeated($0, module) }.flatMap { ingress($0, module) }
        + (block.attribute("ingress")?.value.list ?? []).flatMap { ingress(asBlock($0), module) }
    case "aws_security_group_rule":
      return text(block, "type", module) == "ingress" ? ingress(block, module) : []
    case "aws_vpc_security_group_ingress_rule": return ingress(block, module)
    case "azurerm_network_security_rule": return azure(block, module)
    case "azurerm_network_security_group": return block.blocks("security_rule").flatMap { azure($0, module) }
    case let type where type.hasPrefix("azurerm_") && type.hasSuffix("firewall_rule"): return range(block, module)
    case "google_compute_firewall": return google(block, module)
    case "aws_lb_listener", "aws_alb_listener": return plainListener(block, module)
    case "aws_elb": return block.blocks("listener").flatMap { plainElastic($0, of: block, module) }
    case "aws_eks_cluster": return cluster(block, module)
    case "aws_api_gateway_method": return openMethod(block, module)
    default: return []
    }
  }

  /// A `dynamic` block once for each of what it is repeated for, as far as the file says that; others as they are.
  private static func repeated(_ block: HCLBlock, _ module: TerraformModule) -> [HCLBlock] {
    guard let each = block.each, let items = module.origin(of: each) ?? (each.isUnknown ? nil : each) else {
      return [block]
    }
    let values = items.isMap ? items.entries.map(\.value) : items.list
    guard !values.isEmpty else { return [block] }
    return values.map { item in
      var copy = block
      copy.each = nil
      copy.attributes = block.attributes.map { entry in
        let value = filled(entry.value, "${\(block.type).value", with: item)
        let isOpen = value.scalars.first { everywhere.contains($0.string ?? "") }
        return YAMLValue.Entry(key: entry.key, line: isOpen?.line ?? entry.line, column: 1, value: value)
      }
      return copy
    }
  }

  private static func filled(_ value: YAMLValue, _ name: String, with item: YAMLValue) -> YAMLValue {
    if !value.list.isEmpty {
      let filled = value.list.flatMap { element -> [YAMLValue] in
        let new = self.filled(element, name, with: item)
        return new.list.isEmpty ? [new] : new.list
      }
      return YAMLValue(.list(filled), line: value.line, column: 1)
    }
    guard let text = value.string, text.hasPrefix(name), text.hasSuffix("}") else { return value }
    let key = text.dropFirst(name.count).dropLast().filter { !"[].\"'".contains($0) }
    return key.isEmpty ? item : item[String(key)] ?? value
  }

  private static func asBlock(_ value: YAMLValue) -> HCLBlock {
    HCLBlock(type: "ingress", labels: [], line: value.line, lastLine: value.line, attributes: value.entries)
  }

  /// Rules that a module is given, or that a file of variables lists, as maps.
  static func listed(in block: HCLBlock, of module: TerraformModule) -> [InfrastructureFault] {
    block.attributes.flatMap { entry -> [InfrastructureFault] in
      let name = entry.key.lowercased()
      if name.hasSuffix("public_access_cidrs"), opening(block, [entry.key], module) != nil {
        return [InfrastructureFault(.exposure, at: entry.line, "the cluster's API is open to every address")]
      }
      return rules(in: entry.value, isIngress: name.contains("ingress"), module)
    }
  }

  private static func rules(
    in value: YAMLValue, isIngress: Bool, _ module: TerraformModule
  ) -> [InfrastructureFault] {
    if !value.isMap { return value.list.flatMap { rules(in: $0, isIngress: isIngress, module) } }
    let rule = asBlock(value)
    if value["source_address_prefix"] != nil || value["source_address_prefixes"] != nil { return azure(rule, module) }
    if value["from_port"] != nil {
      let type = value["type"]?.string ?? value["direction"]?.string
      return isIngress || type == "ingress" ? ingress(rule, module) : []
    }
    return value.entries.flatMap {
      rules(in: $0.value, isIngress: isIngress || $0.key.lowercased().contains("ingress"), module)
    }
  }

  private static func value(_ block: HCLBlock, _ name: String, _ module: TerraformModule) -> YAMLValue? {
    block.attribute(name).map { module.folded($0.value) }
  }
  private static func text(_ block: HCLBlock, _ name: String, _ module: TerraformModule) -> String? {
    value(block, name, module)?.string
  }

  // MARK: AWS

  private static let everywhere: Set<String> = ["0.0.0.0/0", "::/0", "0.0.0.0", "::"]

  private static func opening(_ block: HCLBlock, _ names: [String], _ module: TerraformModule) -> YAMLValue.Entry? {
    names.lazy.compactMap { block.attribute($0) }.first { entry in
      module.folded(entry.value).scalars.contains { everywhere.contains(module.folded($0).string ?? "") }
    }
  }

  /// What is served to everybody: the web, and doors that check who comes by keys of their own (mail, names, tunnels).
  private static let meantForAll: Set<Int> = [80, 443, 25, 53, 465, 500, 587, 1194, 4500, 51820]

  private static func ingress(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    guard
      let entry = opening(
        block, ["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"], module)
    else { return [] }
    let connection = (text(block, "protocol", module) ?? text(block, "ip_protocol", module) ?? "tcp").lowercased()
    if connection.hasPrefix("icmp") || connection == "1" || connection == "58" { return [] }
    if connection == "-1" || connection == "all" {
      return [InfrastructureFault(.exposure, at: entry.line, "every address can reach every port")]
    }
    guard let first = number(value(block, "from_port", module)), let last = number(value(block, "to_port", module)),
      !(first == last && meantForAll.contains(first))
    else { return [] }
    let ports = first == last ? "port \(first)" : "ports \(first) to \(last)"
    return [InfrastructureFault(.exposure, at: entry.line, "every address can reach \(ports)")]
  }

  private static func number(_ value: YAMLValue?) -> Int? { value?.integer ?? value?.string.flatMap { Int($0) } }

  private static func cluster(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    block.blocks("vpc_config").compactMap { network in
      let message = "the cluster's API is open to every address"
      let isPublic = value(network, "endpoint_public_access", module)
      if isPublic?.flag == false || isPublic?.isUnknown == true { return nil }
      if let addresses = network.attribute("public_access_cidrs") {
        guard opening(network, ["public_access_cidrs"], module) != nil else { return nil }
        return InfrastructureFault(.exposure, at: addresses.line, message)
      }
      let line = network.attribute("endpoint_public_access")?.line
      return InfrastructureFault(.exposure, at: line ?? network.line, message, isAbsence: line == nil)
    }
  }

  /// A listener that passes plain HTTP on rather than sending it to HTTPS.
  private static func plainListener(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    guard let entry = block.attribute("protocol"), module.folded(entry.value).string == "HTTP",
      block.blocks("default_action").contains(where: { text($0, "type", module) == "forward" }),
      !isInternal(block, module)
    else { return [] }
    return [InfrastructureFault(.encryption, at: entry.line, "traffic from outside is passed on without TLS")]
  }

  private static func isInternal(_ listener: HCLBlock, _ module: TerraformModule) -> Bool {
    ["aws_lb", "aws_alb"].contains { type in
      let balancer = module.resource(
        type, namedBy: listener.attribute("load_balancer_arn")?.value, attribute: "name")
      return balancer.map { value($0, "internal", module)?.flag == true } ?? false
    }
  }

  private static func plainElastic(
    _ listener: HCLBlock, of block: HCLBlock, _ module: TerraformModule
  ) -> [InfrastructureFault] {
    guard let entry = listener.attribute("lb_protocol"), entry.value.string?.lowercased() == "http",
      value(block, "internal", module)?.flag != true
    else { return [] }
    return [InfrastructureFault(.encryption, at: entry.line, "traffic from outside is passed on without TLS")]
  }

  /// Browsers ask OPTIONS without credentials before they ask across origins.
  private static func openMethod(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    guard let entry = block.attribute("authorization"), module.folded(entry.value).string == "NONE",
      text(block, "http_method", module) != "OPTIONS", value(block, "api_key_required", module)?.flag != true
    else { return [] }
    return [InfrastructureFault(.authentication, at: entry.line, "anybody can call this method")]
  }

  // MARK: Azure

  private static let anySource: Set<String> = [
    "*", "0.0.0.0/0", "::/0", "Internet", "internet", "Any", "any", "0.0.0.0",
  ]

  private static func azure(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    guard text(block, "access", module)?.lowercased() == "allow",
      text(block, "direction", module)?.lowercased() == "inbound",
      let entry = [block.attribute("source_address_prefix"), block.attribute("source_address_prefixes")].lazy
        .compactMap({ $0 }).first(where: { entry in
          module.folded(entry.value).scalars.contains { anySource.contains($0.string ?? "") }
        }), text(block, "protocol", module)?.lowercased() != "icmp"
    else { return [] }
    let ports =
      (value(block, "destination_port_range", module)?.scalars ?? [])
      + (value(block, "destination_port_ranges", module)?.scalars ?? [])
    let known = ports.compactMap(\.string).filter { !$0.contains("${") }
    guard !known.isEmpty, !known.allSatisfy({ Int($0).map(meantForAll.contains) ?? false }) else { return [] }
    return [
      InfrastructureFault(
        .exposure, at: entry.line, "every address can reach port \(known.joined(separator: ", "))")
    ]
  }

  private static func range(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    guard let start = block.attribute("start_ip_address"), module.folded(start.value).string == "0.0.0.0",
      let end = text(block, "end_ip_address", module)
    else { return [] }
    switch end {
    case "255.255.255.255":
      return [InfrastructureFault(.exposure, at: start.line, "every address can reach the database")]
    case "0.0.0.0":
      return [
        InfrastructureFault(
          .exposure, at: start.line, "everything that anybody runs in Azure can reach the database")
      ]
    default: return []
    }
  }

  // MARK: Google

  private static func google(_ block: HCLBlock, _ module: TerraformModule) -> [InfrastructureFault] {
    guard text(block, "direction", module) != "EGRESS", value(block, "disabled", module)?.flag != true,
      let entry = opening(block, ["source_ranges"], module)
    else { return [] }
    let isOpen = block.blocks("allow").contains { allow in
      let connection = text(allow, "protocol", module)?.lowercased() ?? ""
      guard ["tcp", "udp", "all", "6", "17"].contains(connection) else { return false }
      guard let ports = value(allow, "ports", module) else { return true }
      let known = ports.scalars.compactMap(\.string).filter { !$0.contains("${") }
      return known.contains { !(Int($0).map(meantForAll.contains) ?? false) }
    }
    return isOpen ? [InfrastructureFault(.exposure, at: entry.line, "every address can reach these ports")] : []
  }
}
