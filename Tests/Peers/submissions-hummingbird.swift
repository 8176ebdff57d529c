// The submission benchmark's peers in Hummingbird 2: `maildir` keeps each message in a file of its own with fsync,
// rename and fsync of the directory before it answers; `sqlite` inserts it into an SQLite database in WAL mode with
// synchronous=OFF: nothing is synced. Built outside this repository, as the main file of a package that depends on
// https://github.com/hummingbird-project/hummingbird from 2.28.1 and on a system library target CSQLite (sqlite3.h,
// link sqlite3); then python3 Tests/Bench/submissions.py LIAISON --hummingbird PROGRAM
//
// usage: PROGRAM maildir|sqlite HOST:PORT DIRECTORY
import CSQLite
import Foundation
import Hummingbird
import NIOCore
import NIOPosix
import Synchronization

struct Message: Codable {
    var nonce: String
    var text: String
    var name: String?
    var phone: String?
}

struct Failure: Error { let call: String }

/// As many threads as the benchmark has connections: each may wait for its own sync.
let pool = NIOThreadPool(numberOfThreads: 64)
pool.start()

func deliver(_ content: Data, to box: String) throws -> String {
    let name = UUID().uuidString
    for part in ["tmp", "new"] {
        try FileManager.default.createDirectory(atPath: "\(box)/\(part)", withIntermediateDirectories: true)
    }
    let file = open("\(box)/tmp/\(name)", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o640)
    guard file >= 0 else { throw Failure(call: "open") }
    let written = content.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    let synced = fsync(file)
    guard close(file) == 0, synced == 0, written == content.count else { throw Failure(call: "fsync") }
    guard rename("\(box)/tmp/\(name)", "\(box)/new/\(name)") == 0 else { throw Failure(call: "rename") }
    let directory = open("\(box)/new", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw Failure(call: "open") }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw Failure(call: "fsync") }
    return name
}

/// `@unchecked`: after `init` everything happens under `lock`.
final class Database: @unchecked Sendable {
    private let lock = Mutex(())
    private var connection: OpaquePointer?
    private var insertion: OpaquePointer?
    private let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(path: String) throws {
        guard sqlite3_open(path, &connection) == SQLITE_OK else { throw Failure(call: "sqlite3_open") }
        for statement in [
            "PRAGMA journal_mode=WAL", "PRAGMA synchronous=OFF",
            "CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, box TEXT, nonce TEXT UNIQUE, content BLOB)",
        ] {
            guard sqlite3_exec(connection, statement, nil, nil, nil) == SQLITE_OK else {
                throw Failure(call: statement)
            }
        }
        let text = "INSERT INTO messages (box, nonce, content) VALUES (?, ?, ?)"
        guard sqlite3_prepare_v2(connection, text, -1, &insertion, nil) == SQLITE_OK else {
            throw Failure(call: text)
        }
    }

    func insert(_ content: Data, nonce: String, box: String) throws -> String {
        try lock.withLock { _ in
            sqlite3_reset(insertion)
            sqlite3_bind_text(insertion, 1, box, -1, transient)
            sqlite3_bind_text(insertion, 2, nonce, -1, transient)
            _ = content.withUnsafeBytes {
                sqlite3_bind_blob(insertion, 3, $0.baseAddress, Int32($0.count), transient)
            }
            guard sqlite3_step(insertion) == SQLITE_DONE else { throw Failure(call: "sqlite3_step") }
            return String(sqlite3_last_insert_rowid(connection))
        }
    }
}

let arguments = CommandLine.arguments
let address = arguments[2].split(separator: ":").map(String.init)
let directory = arguments[3]
try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
let database = arguments[1] == "sqlite" ? try Database(path: "\(directory)/messages.db") : nil

let router = Router()
router.post("/{box}") { request, context -> Response in
    let message = try await URLEncodedFormDecoder().decode(Message.self, from: request, context: context)
    guard let box = context.parameters.get("box"), !message.text.isEmpty else {
        throw HTTPError(.unprocessableContent)
    }
    let content = try JSONEncoder().encode(message)
    let name =
        if let database {
            try database.insert(content, nonce: message.nonce, box: box)
        } else {
            try await pool.runIfActive { try deliver(content, to: "\(directory)/\(box)") }
        }
    return Response(status: .seeOther, headers: [.location: "/r/\(name)"])
}
var application = Application(
    router: router,
    configuration: .init(address: .hostname(address[0], port: Int(address[1]) ?? 0)),
    onServerRunning: { channel in
        let line = "listening http://\(address[0]):\(channel.localAddress?.port ?? 0)\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    })
application.logger.logLevel = .error
try await application.runService()
