import LiaisonQR
import LiaisonText

extension PosterPress {
    /// The wall of a station: every deputy with name, level, public details, code and symbol, by level and group.
    ///
    /// As few sheets are taken as will do, and on them the largest codes.
    ///
    /// - Parameters:
    ///   - deputies: All deputies of the station, in the roster's order; may be empty.
    ///   - station: The station.
    ///   - paper: A3 or A4.
    /// - Returns: The HTML file.
    /// - Throws: ``PosterError``.
    package func wall(
        _ deputies: [PosterDeputy], of station: PosterStation, on paper: Paper = .a3
    ) throws(PosterError) -> [UInt8] {
        try check(.wall, on: paper)
        let sections = WallPagination.sections(of: deputies)
        let (grid, pagination) = WallGrid.best(on: paper, for: sections)
        var document = PosterDocument(
            layout: .wall, unit: grid.unit, title: title(.wall, of: station), paper: paper, press: self)
        for (index, rows) in pagination.pages.enumerated() {
            var sheet: [UInt8] = []
            if index == 0 {
                try appendFullHeader(of: station, count: deputies.count, grid, to: &sheet)
            } else {
                appendShortHeader(of: station, grid, to: &sheet)
            }
            for row in rows { try append(row, of: station, grid, to: &sheet) }
            let note = deputies.isEmpty ? html(wording("wall.empty")) : ""
            sheet.append("<p class=\"grow empty\">\(note)</p>\n")
            appendFooter(of: station, page: index + 1, pages: pagination.pages.count, grid, to: &sheet)
            document.addSheet(sheet)
        }
        return document.finish()
    }

    private func appendFullHeader(
        of station: PosterStation, count: Int, _ grid: WallGrid, to sheet: inout [UInt8]
    ) throws(PosterError) {
        let unit = grid.unit
        let pictureWidth = station.picture == nil ? 0 : 72 * unit
        let width =
            275 * unit - grid.stationSymbol - 8 * unit - (pictureWidth > 0 ? pictureWidth + 8 * unit : 0)
        sheet.append("<header style=\"height:\(mm(WallGrid.fullHeader * unit))\"><div class=\"text\">\n")
        appendName(
            of: station, "fit name red", width: width, height: 28 * unit, largest: 20 * unit, to: &sheet)
        sheet.appendFitted(
            wording("poster.slogan"), "fit name", width: width, height: 12 * unit, largest: 9 * unit)
        sheet.appendFitted(wording("invite.wall"), "fit", width: width, height: 10 * unit, largest: 7 * unit)
        sheet.append("<div class=\"grow\"></div>\n")
        for fact in facts(station) {
            sheet.appendFitted(
                fact, "fit", width: width, height: 7.6 * unit, largest: 5.6 * unit, isChinese: true)
        }
        sheet.append("</div>\n")
        if let picture = station.picture {
            sheet.append(picture.markup("picture", width: pictureWidth, height: 80 * unit))
        }
        sheet.append("<div class=\"own\">")
        try sheet.appendSymbol(station.payload(station.code), millimetres: grid.stationSymbol)
        sheet.append(
            """
            <p class="label">\(html(wording("wall.station")))</p><p class="code">\(station.code)</p></div></header>

            """)
    }

    private func appendShortHeader(of station: PosterStation, _ grid: WallGrid, to sheet: inout [UInt8]) {
        sheet.append("<header style=\"height:\(mm(WallGrid.shortHeader * grid.unit))\">\n")
        sheet.appendFitted(
            station.name, "fit name red", width: 275 * grid.unit, height: 15 * grid.unit,
            largest: 11 * grid.unit, isChinese: true)
        sheet.append("</header>\n")
    }

    private func append(
        _ row: WallPagination.Row, of station: PosterStation, _ grid: WallGrid, to sheet: inout [UInt8]
    ) throws(PosterError) {
        switch row {
        case .heading(let section, let isContinued):
            let heading = wording(
                "wall.heading", ["level": name(of: section.level), "count": "\(section.deputies.count)"])
            let text = isContinued ? wording("wall.heading.continued", ["heading": heading]) : heading
            sheet.append("<h2 style=\"height:\(mm(WallGrid.heading))\">\(html(text))</h2>\n")
        case .deputies(let deputies):
            sheet.append("<div class=\"row\" style=\"grid-template-columns:repeat(\(grid.columns),1fr)\">\n")
            for deputy in deputies { try appendCell(deputy, of: station, grid, to: &sheet) }
            sheet.append("</div>\n")
        }
    }

    private func appendCell(
        _ deputy: PosterDeputy, of station: PosterStation, _ grid: WallGrid, to sheet: inout [UInt8]
    ) throws(PosterError) {
        sheet.append("<div class=\"cell\" style=\"height:\(mm(grid.rowHeight))\"><div class=\"qr\">")
        try sheet.appendSymbol(station.payload(deputy.code), millimetres: grid.symbol)
        sheet.append("</div><div class=\"text\">\n")
        let (width, scale) = (grid.textWidth, grid.symbol / 40)
        let phone = deputy.phone.isEmpty ? "" : wording("poster.phone", ["phone": deputy.phone])
        sheet.appendFitted(
            deputy.name, "fit name", width: width, height: (phone.isEmpty ? 18 : 13) * scale,
            largest: 9 * scale, isName: true)
        // The level stands once, in the heading.
        sheet.appendFitted(
            [deputy.gender, deputy.group].filter { !$0.isEmpty }.joined(separator: " · "), "fit",
            width: width,
            height: 5 * scale, largest: 3.8 * scale, isChinese: true)
        sheet.appendFitted(
            deputy.work, "fit", width: width, height: 9 * scale, largest: 3.8 * scale, isChinese: true)
        if !phone.isEmpty {
            sheet.appendFitted(phone, "fit", width: width, height: 5 * scale, largest: 3.8 * scale)
        }
        sheet.append(
            "<p class=\"code\" style=\"font-size:\(mm(5.6 * scale))\">\(deputy.code)</p></div></div>\n")
    }

    private func appendFooter(
        of station: PosterStation, page: Int, pages: Int, _ grid: WallGrid, to sheet: inout [UInt8]
    ) {
        let site = "\(station.base.authority)\(station.base.path)"
        let (width, height) = (grid.width, WallGrid.footer / 2 - 1)
        sheet.append("<footer style=\"height:\(mm(WallGrid.footer))\"><div>\n")
        sheet.appendFitted(
            wording("type.wall", ["site": site]), "fit", width: width * 0.78, height: height, largest: 4.4)
        sheet.appendFitted(
            wording("poster.urgent"), "fit red", width: width * 0.78, height: height, largest: 4.4)
        let number = wording("poster.page", ["page": "\(page)", "pages": "\(pages)"])
        sheet.append("</div>\n<div>\n")
        sheet.appendFitted(number, "fit", width: width * 0.2, height: height, largest: 4.4)
        if let place = place(of: station) {
            sheet.appendFitted(
                place, "fit", width: width * 0.2, height: height, largest: 2.6, isChinese: true)
        }
        sheet.append("</div>\n</footer>\n")
    }
}
