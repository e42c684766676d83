import Testing

@testable import Artifacts

struct CheckedOutTests {
  private let commit = "0123456789012345678901234567890123456789"

  @Test func `the commit is read of git's own words, and any change makes it dirty`() {
    let clean = "# branch.oid \(commit)\0# branch.head main\0"
    #expect(CheckedOut(status: Array(clean.utf8))?.commit == commit)
    #expect(CheckedOut(status: Array(clean.utf8))?.isDirty == false)
    let changed = clean + "1 .M N... 100644 100644 100644 \(commit) \(commit) # a.py\0"
    #expect(CheckedOut(status: Array(changed.utf8))?.isDirty == true)
  }

  @Test func `before the first commit, and outside of a repository, there is none`() async throws {
    #expect(CheckedOut(status: Array("# branch.oid (initial)\0# branch.head main\0".utf8)) == nil)
    #expect(CheckedOut(status: []) == nil)
    #expect(await CheckedOut.at("/") == nil)
  }
}
