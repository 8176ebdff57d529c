import Glibc
import LiaisonSystem
import Testing

/// What root makes in somebody's directory; only root can try it.
@Suite(.enabled(if: geteuid() == 0, "needs root")) final class OwnershipTests {
    let directory: String

    init() throws {
        directory = try Files.makeTemporaryDirectory(named: "liaison-owner")
        try #require(chown(directory, 65534, 65534) == 0)
    }

    deinit {
        do { try Files.removeTree(directory) } catch { Issue.record(error) }
    }

    @Test func belongsToTheDirectorysOwner() throws {
        try Files.create("\(directory)/a", with: [])
        try Files.replace("\(directory)/b", with: [])
        try Files.makeDirectory("\(directory)/c/d")
        try Files.create("\(directory)/c/d/e", with: [])
        for name in ["a", "b", "c", "c/d", "c/d/e"] {
            let status = try #require(try Files.status("\(directory)/\(name)"))
            #expect(status.owner == 65534 && status.group == 65534, "\(name)")
        }
    }

    @Test func givesNothingAwayThatHasASecondName() throws {
        let own = try Files.makeTemporaryDirectory(named: "liaison-owner")
        try Files.create("\(own)/shadow", with: [])
        try #require(link("\(own)/shadow", "\(directory)/lock") == 0)
        let lock = try FileLock(at: "\(directory)/lock")
        try lock.release()
        #expect(try Files.status("\(own)/shadow")?.owner == 0)
        try Files.removeTree(own)
    }
}
