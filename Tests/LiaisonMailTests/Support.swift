import Foundation
import LiaisonCodes
import LiaisonSystem
import Testing

@testable import LiaisonMail

/// A received message; each test changes what it is about.
func sampleEvent(id: String = "SS00/2025-12-0001/1", text: String? = "路灯坏了三天，晚上看不见。") throws -> InboxEvent {
    InboxEvent(
        id: id, case: try sampleCase(), kind: "received", at: Timestamp(milliseconds: 1_766_556_309_123),
        messageID: try #require(MessageID("<SS00-1.1@llz.example.gov.cn>")),
        station: try #require(StationID("SS00")), stationName: "韶山乡代表联络站", to: try sampleCode(),
        toName: "张三代表", channel: "scan", topic: "道路交通", text: text, name: "李四", phone: "138 0000 0000",
        entry: "00ff")
}

func sampleCase(_ value: UInt64 = 7) throws -> CaseNumber {
    CaseNumber(
        station: try #require(StationID("SS00")), date: CivilDate(daysSince1970: 20_446), value: value)
}

/// The first code: six zeros and their check symbol.
func sampleCode() throws -> Code { try Code(parsing: "0000000") }

/// What a program printed and how it ended.
struct ProgramResult {
    let output: String
    let code: Int32
}

/// Runs a program of PATH to its end.
func run(_ arguments: String...) throws -> ProgramResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return ProgramResult(output: String(decoding: output, as: UTF8.self), code: process.terminationStatus)
}

/// The scripts that the tests call, `Tests/Scripts`.
let scripts =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
    + "/Scripts"
