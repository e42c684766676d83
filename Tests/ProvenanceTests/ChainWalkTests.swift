import Provenance
import TestSupport
import Testing

/// The check that keeps no line finds what the check of all lines finds.
struct ChainWalkTests {
  let lines = ChainTests().lines

  private func walk(_ lines: [String]) -> ChainWalk {
    var walk = ChainWalk()
    for line in lines { _ = walk.read(line) }
    return walk
  }

  @Test func `a whole chain has the same head and end`() {
    for count in 0...lines.count {
      let some = Array(lines.prefix(count))
      let report = Chain.check(lines: some)
      #expect(walk(some).head == report.head && walk(some).ending == report.ending && walk(some).fault == nil)
    }
    let torn = lines.prefix(3) + [String(lines[3].prefix(40))]
    #expect(walk(Array(torn)).ending == .unfinished(line: 4) && !walk(Array(torn)).isWhole)
  }

  @Test func `what is changed, moved, doubled, cut or added is found by both`() {
    var random = SeededGenerator(seed: 7)
    for step in 0..<2_000 {
      var changed = lines
      let place = Int.random(in: lines.indices, using: &random)
      switch step % 6 {
      case 0: changed.remove(at: place)
      case 1: changed.insert(lines[place], at: Int.random(in: lines.indices, using: &random))
      case 2: changed.swapAt(place, Int.random(in: lines.indices, using: &random))
      case 3: changed.append("{\"torn")
      case 4:
        changed[place] = String(lines[place].dropLast(Int.random(in: 0..<lines[place].utf8.count, using: &random)))
      default:
        var bytes = [UInt8](lines[place].utf8)
        bytes[Int.random(in: bytes.indices, using: &random)] ^= UInt8.random(in: 1...127, using: &random)
        changed[place] = String(decoding: bytes, as: UTF8.self)
      }
      let (report, walk) = (Chain.check(lines: changed), walk(changed))
      #expect((report.fault == nil) == (walk.fault == nil), "\(step)")
      #expect(report.isWhole == walk.isWhole, "\(step)")
    }
  }

  @Test func `a closing line that counts wrongly is found`() {
    var chain = Chain()
    var forged = [chain.append(kind: "note", body: "one", time: "t").line]
    forged.append(chain.append(kind: "closed", body: ["entries": 7], time: "t").line)
    #expect(walk(forged).fault?.line == 2)
  }
}
