"""What people and programs call each of our columns, in English and Vietnamese and a few words of others: pure data.

Groups divided by `;` are ranked as `synonyms` says: what is meant for sure stands before what may be meant.
"""

from __future__ import annotations

PERSON = """customer unique id; user id, customer id, client id, visitor id, user pseudo id, member id, id khách hàng,
    mã khách hàng, mã kh, mã người dùng, id người dùng, buyer id, shopper id, cust id, customer key, customer no,
    customer number, customer code, mã khách, id khách, subscriber id; user, customer, buyer, client, shopper, người
    dùng, khách hàng, người mua, khách, contact id, uid; distinct id, anonymous id; cookie id; customer email, email,
    e-mail, email khách hàng; buyer email, user email, contact email, account email; billing email, guest email;
    phone, phone number, customer phone, số điện thoại, sđt, điện thoại, sđt khách hàng, số điện thoại khách hàng;
    customer name, tên khách hàng, buyer name, tên khách, tên người mua; device id"""
CHANNEL = """channel, kênh; source, nguồn, lead source, traffic source, origin, channel group, nguồn khách, nguồn khách
    hàng, marketing channel, sales channel, kênh bán, kênh bán hàng, kênh marketing, nguồn lead; default channel group,
    session default channel group, source medium, original source, nguồn đơn, nguồn đơn hàng, order source,
    acquisition channel, acquisition source, source name, first touch channel; utm source, campaign source;
    platform, nền tảng, publisher platform; medium; utm medium; referrer, referring site"""
SEGMENT = """segment, phân khúc; customer segment, customer group, nhóm khách hàng; company size, quy mô, quy mô
    công ty; device, device category, device type, thiết bị, loại thiết bị; region, khu vực, vùng; city, thành phố,
    tỉnh, tỉnh thành, tỉnh thành phố; country, quốc gia; industry, ngành, ngành nghề, lĩnh vực, vertical, sector;
    business segment, customer type, loại khách hàng"""
OWNER = """owner, người phụ trách, phụ trách; sales rep, salesperson, rep, sales agent, account owner, deal owner,
    lead owner, contact owner, opportunity owner, assigned to, nhân viên, nhân viên kinh doanh, nhân viên sale, sale
    phụ trách, nhân viên phụ trách, nhân viên sales, chuyên viên phụ trách, account executive, ae, nv kinh doanh,
    nvkd, nhân viên bán hàng, seller, sdr, sdr id; besitzer, vlastník, propriétaire, propietario"""
ACCOUNT = """account id, mã tài khoản, company id, mã công ty, customer id, mã khách hàng, mã kh, organization id,
    client id; account, company, organization, customer, client, công ty, khách hàng, doanh nghiệp; account name,
    company name, tên công ty; subscriber id, subscriber"""
CREATED = """created at, created date, create date, date created, created, creation date, created time, created on,
    ngày tạo, thời gian tạo, tạo lúc, thời điểm tạo, ngày khởi tạo; creation time, date added, added on, added at,
    ngày thêm, erstellt, erstellt am"""
MONEY = """amount, số tiền, giá trị, value, thành tiền"""
SIDE = "side, mảng, business side, loại hình"

NAMES: dict[str, dict[str, str]] = {
    "events": {
        "user_id": PERSON,
        "ts": """ts, timestamp, event time, event timestamp, event date, thời gian, thời điểm; time, datetime, date,
            occurred at, ngày, ngày giờ, ngày sự kiện; created at, ngày tạo""",
        "event": """event, event name, event type, sự kiện, tên sự kiện, loại sự kiện; action, hành động, activity,
            hoạt động""",
        "session_id": """session id, visit id, session, ga session id, website session id, mã phiên, phiên, id
            phiên, mã phiên truy cập""",
        "channel": CHANNEL,
        "segment": SEGMENT,
        "order_id": "order id, transaction id, mã đơn hàng, mã đơn, số đơn hàng; order number, order, đơn hàng",
        "amount": f"{MONEY}; revenue, doanh thu, price, order total, total",
    },
    "orders": {
        "order_id": """order id, order number, order no, order code, invoice id, invoice no, invoice number,
            transaction id, mã đơn hàng, mã đơn, số đơn hàng, số đơn, mã hóa đơn, số hóa đơn, mã giao dịch, id đơn
            hàng; order, đơn hàng, hóa đơn, invoice, order name, order ref, order reference, order key, receipt no,
            receipt number, số chứng từ, mã chứng từ""",
        "user_id": PERSON,
        "ts": """order date, ordered at, order time, purchase date, purchased at, ngày đặt hàng, ngày đặt, ngày
            mua, ngày đơn hàng, ngày mua hàng, thời gian mua, thời gian mua hàng, thời gian đặt hàng, thời gian
            đặt, order purchase timestamp, ngày bán, invoice date, transaction date, ngày giao dịch, ngày hóa đơn;
            order placed at, placed at, order timestamp, order created, order created at, ngày tạo đơn, ngày tạo
            đơn hàng, thời gian tạo đơn, thời gian tạo đơn hàng, sale date, sales date, date of sale, ngày xuất
            hóa đơn, ngày chứng từ, ngày lập, bestelldatum; ts, created at, ngày tạo, created date, date created,
            timestamp, created, created on, created time, thời gian tạo; paid at, ngày thanh toán, payment date,
            paid date; date, time, datetime, ngày, thời gian, ngày giờ, datum, fecha; checkout date, booking date,
            processed at; completed at""",
        "amount": f"""order total, total, grand total, total amount, order amount, order value, tổng tiền, tổng cộng,
            tổng giá trị, tổng thanh toán, giá trị đơn hàng, giá trị đơn, total price, total order value, total order
            amount, invoice total, tổng giá trị đơn hàng, tổng tiền thanh toán, tổng số tiền, khách phải trả, khách cần
            trả; {MONEY}, revenue, sales, doanh thu, doanh số, paid, thanh toán; payment value, transaction amount,
            transaction revenue, sales amount, sale amount, total sales, invoice amount, purchase amount, order revenue,
            final price, cart total, basket value, gmv; total paid, amount paid, paid amount, charge amount, total
            spent, số tiền thanh toán, khách đã trả, tiền thu; net sales, gross sales, dollar value, price, subtotal,
            giá, đơn giá; net total, net amount, net revenue, doanh thu thuần; gross amount, tiền hàng, tổng tiền
            hàng; montant total, gesamtbetrag, montant, betrag, bedrag, importe, valor""",
        "refunded_amount": """refunded amount, refund amount, refund, refunded, refund value, hoàn tiền, số tiền
            hoàn, tiền hoàn trả, số tiền hoàn trả, tiền đã hoàn, số tiền đã hoàn, tiền hoàn; refund total, total
            refunded, total refund, amount refunded, refunds, số tiền hoàn lại""",
        "channel": CHANNEL,
        "segment": SEGMENT,
    },
    "marketing": {
        "side": SIDE,
        "date": """date, day, ngày, jour, tag, día; week, tuần, semaine, woche, month, tháng; reporting starts, start
            date, ngày bắt đầu, bắt đầu báo cáo; report date, stat date, date start""",
        "channel": f"{CHANNEL}; network, mạng",
        "segment": f"{SEGMENT}; campaign type, loại chiến dịch",
        "impressions": "impressions, impr, impr., lượt hiển thị, hiển thị, số lần hiển thị, số lượt hiển thị",
        "clicks": """clicks, lượt nhấp, lượt click, klicks, clics, số click, lượt bấm, số lượt nhấp, số lần nhấp,
            lượt nhấp chuột, số lần nhấp chuột, số lần click; link clicks, click; inline link clicks, lượt click vào
            liên kết""",
        "cost": """cost, spend, chi phí, amount spent, chi tiêu, ad spend, ads cost, số tiền đã chi tiêu, tổng chi
            phí, kosten, coût, chi phí quảng cáo; total cost, total spend, ad cost, media cost, costo, coste, ngân
            sách đã chi""",
        "sessions": """sessions, visits, phiên, số phiên, lượt truy cập, số lượt truy cập, phiên truy cập, lượt ghé
            thăm; website visits, website sessions""",
        "emails_sent": "emails sent, sent, delivered, email đã gửi, số email gửi, số email đã gửi, đã gửi",
        "emails_opened": """emails opened, opens, opened, unique opens, email đã mở, lượt mở, số email mở, số email
            đã mở, đã mở""",
    },
    "leads": {
        "lead_id": """lead id, mql id, mã lead, mã khách tiềm năng, mã kh tiềm năng, mã khách hàng tiềm năng, id
            khách tiềm năng, id khách hàng tiềm năng, contact id; record id, mã liên hệ, id; lead""",
        "created_at": f"""{CREATED}, lead created, first contact date, lead date, ngày nhận lead, ngày tạo lead,
            ngày vào, ngày đăng ký, signup date, inquiry date; registration date, registered at, form submitted at,
            submitted at, ngày nhận; date, ngày, timestamp""",
        "channel": CHANNEL,
        "segment": SEGMENT,
        "owner": OWNER,
        "account_id": ACCOUNT,
        "first_response_at": """first response at, first response, first reply at, first contacted at, first call
            date, first response date, phản hồi đầu tiên, ngày phản hồi, ngày liên hệ đầu tiên, thời gian phản hồi
            đầu tiên, phản hồi lần đầu, thời điểm phản hồi đầu tiên, liên hệ đầu tiên, liên hệ lần đầu""",
        "mql_at": """mql at, mql date, became mql, marketing qualified at, became a marketing qualified lead date,
            ngày mql, ngày thành mql, ngày đạt mql, thời điểm mql, thời điểm đạt mql, thời gian đạt mql""",
        "sql_at": """sql at, sql date, became sql, sales qualified at, became a sales qualified lead date, ngày sql,
            ngày thành sql, ngày đạt sql, thời điểm sql, thời điểm đạt sql, thời gian đạt sql""",
    },
    "deals": {
        "deal_id": """deal id, opportunity id, mã cơ hội, mã thương vụ, id thương vụ, mã deal, mã giao dịch, id cơ
            hội, opp id; record id, mã hợp đồng, mã hđ, số hợp đồng, số hđ, contract id, id""",
        "created_at": f"""{CREATED}, open date, opened at, deal created, engage date, ngày mở, ngày tạo cơ hội, ngày
            tạo thương vụ, ngày tạo deal, opened on; deal erstellt, obchod vytvořen""",
        "name": """name, deal name, opportunity name, tên, tên cơ hội, tên thương vụ, tên deal, title, tiêu đề;
            titel, titre, název""",
        "lead_id": "lead id, mql id, mã lead, mã khách tiềm năng, mã kh tiềm năng, mã khách hàng tiềm năng",
        "account_id": ACCOUNT,
        "channel": CHANNEL,
        "segment": SEGMENT,
        "owner": OWNER,
        "stage": """stage, deal stage, sales stage, stage name, giai đoạn, bước, giai đoạn bán hàng, giai đoạn cơ
            hội, giai đoạn thương vụ, pipeline stage; current stage, giai đoạn hiện tại; phase, fáze, étape, etapa""",
        "status": """status, deal status, trạng thái, tình trạng, trạng thái cơ hội, trạng thái thương vụ, trạng
            thái deal, tình trạng cơ hội, outcome, result, kết quả; stav, statut, estado""",
        "amount": f"""{MONEY}, deal value, deal amount, close value, contract value, opportunity amount, giá trị
            hợp đồng, giá trị cơ hội, giá trị thương vụ, giá trị deal, deal size, opportunity value; total amount,
            revenue, doanh thu, doanh thu dự kiến, doanh số, acv; tcv; arr; estimated value, estimated amount;
            expected revenue, dự kiến doanh thu, giá trị dự kiến; wert, montant, valeur, hodnota, valor, importe""",
        "poc_started_at": """poc started at, poc start, poc date, pilot start, trial start, demo date, ngày poc,
            ngày bắt đầu poc, ngày bắt đầu dùng thử, ngày bắt đầu thử nghiệm, ngày demo, bắt đầu poc""",
        "opportunity_at": """opportunity at, opportunity date, became opportunity, qualified at, ngày thành cơ hội,
            ngày trở thành cơ hội, ngày cơ hội""",
        "expected_close": """expected close, expected close date, forecast close date, estimated close date, target
            close date, ngày dự kiến chốt, ngày chốt dự kiến, dự kiến chốt, ngày dự kiến đóng, ngày đóng dự kiến, dự
            kiến đóng, ngày ký dự kiến, ngày dự kiến ký, dự kiến ký, ngày kết thúc dự kiến; target close, forecast
            date, est close date, erwartetes abschlussdatum, očekávané datum uzavření, date de clôture prévue""",
        "closed_at": """closed at, closed date, date closed, actual close date, won date, ngày đóng, ngày chốt, ngày
            thắng, ngày ký, ngày chốt thực tế, ngày đóng thực tế, ngày đóng thương vụ, ngày đóng cơ hội, ngày chốt
            deal, ngày kết thúc, closed on, won lost date; close date, won time, lost time; won at, date won""",
    },
    "stage_changes": {
        "deal_id": "deal id, opportunity id, mã cơ hội, mã thương vụ, id thương vụ, mã deal, id cơ hội; record id",
        "stage": """stage, new stage, stage name, to stage, giai đoạn, giai đoạn mới, new value, deal stage, pipeline
            stage, sales stage; value, bước""",
        "entered_at": """entered at, date entered, entered, changed at, change date, stage date, ngày vào, ngày vào
            giai đoạn, thời gian vào, ngày chuyển giai đoạn, thời gian chuyển giai đoạn, thời gian chuyển, thời điểm
            chuyển, ngày đổi giai đoạn, stage entered at, entered on, changed on, moved at, moved on; created date,
            created at, timestamp, date, ngày, ngày chuyển""",
    },
    "accounts": {
        "account_id": ACCOUNT,
        "segment": SEGMENT,
        "channel": CHANNEL,
        "owner": OWNER,
        "signed_at": """signed at, signed date, contract date, signature date, ngày ký, ngày ký hợp đồng, customer
            since; won date""",
        "onboarding_started_at": """onboarding started at, onboarding start, onboarding start date, kickoff date,
            bắt đầu onboarding, ngày bắt đầu onboarding, ngày kickoff, ngày bắt đầu triển khai, bắt đầu triển khai""",
        "first_value_at": "first value at, first value date, activation date, ngày có giá trị đầu tiên, ngày kích hoạt",
        "onboarding_completed_at": """onboarding completed at, onboarding completed, onboarding end, go live date,
            go live, hoàn thành onboarding, ngày hoàn thành onboarding, hoàn tất onboarding, ngày hoàn tất
            onboarding, kết thúc onboarding, ngày hoàn thành triển khai, hoàn thành triển khai, ngày nghiệm thu""",
    },
    "subscriptions": {
        "account_id": ACCOUNT,
        "valid_from": """valid from, start date, start, subscription start, ngày bắt đầu, từ ngày, hiệu lực từ, ngày
            hiệu lực, ngày bắt đầu hiệu lực, bắt đầu, subscription start date, started at, starts at, effective
            from; current period start""",
        "valid_to": """valid to, end date, end, ended at, subscription end, ngày kết thúc, đến ngày, hiệu lực đến,
            kết thúc, cancelled at, canceled at, ngày hủy, subscription end date; ends at, effective to, effective
            until; churned at, churn date, terminated at; expires at, expiry date, expired at, ngày hết hạn, ngày
            hết hiệu lực""",
        "mrr": """mrr, monthly recurring revenue, monthly revenue, monthly amount, doanh thu tháng, doanh thu hàng
            tháng, doanh thu định kỳ tháng, phí tháng, phí hàng tháng, phí thuê bao tháng, phí thuê bao hàng tháng,
            phí thuê bao, mrr amount; monthly fee, monthly price""",
    },
    "targets": {
        "side": SIDE,
        "period_start": "period start, start date, start, từ ngày, ngày bắt đầu, bắt đầu, bắt đầu kỳ",
        "period_end": "period end, end date, end, đến ngày, ngày kết thúc, kết thúc, kết thúc kỳ",
        "amount": f"target, quota, target amount, mục tiêu, chỉ tiêu, kế hoạch, goal; {MONEY}",
        "segment": SEGMENT,
        "owner": OWNER,
    },
    "kpi_counts": {
        "side": SIDE,
        "kpi": "kpi, metric, chỉ số, tên chỉ số, mã kpi",
        "period_start": "period start, start date, start, week, từ ngày, ngày bắt đầu, tuần, bắt đầu, bắt đầu kỳ",
        "period_end": "period end, end date, end, đến ngày, ngày kết thúc, kết thúc, kết thúc kỳ",
        "numerator": "numerator, count, hits, tử số, số đạt, số lượng",
        "denominator": "denominator, base, out of, total, mẫu số, tổng số, tổng",
        "channel": CHANNEL,
        "segment": SEGMENT,
    },
}
