"""Refund rules for concert tickets."""
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from unittest.mock import Mock, call

import pytest

from ticketing.payments import PaymentGateway, PaymentRefused
from ticketing.refunds import Order, RefundDenied, RefundPolicy, RefundService

EVENT_AT = datetime(2024, 9, 20, 19, 30, tzinfo=timezone.utc)


@pytest.fixture
def policy():
    return RefundPolicy(full_until=timedelta(days=14), half_until=timedelta(days=3))


@pytest.fixture
def gateway():
    return Mock(spec=PaymentGateway)


@pytest.fixture
def service(policy, gateway):
    return RefundService(policy, gateway)


def order(**overrides):
    values = {
        "id": 501,
        "amount": Decimal("84.00"),
        "fee": Decimal("4.00"),
        "event_at": EVENT_AT,
        "payment_id": "pay_test_501",
        "event_cancelled": False,
    }
    values.update(overrides)
    return Order(**values)


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        (30, Decimal("80.00")),
        (14, Decimal("80.00")),
        (13, Decimal("40.00")),
        (3, Decimal("40.00")),
        (2, Decimal("0")),
        (0, Decimal("0")),
    ],
)
def test_amount_depends_on_days_before_event(policy, days_before, expected):
    at = EVENT_AT - timedelta(days=days_before)
    assert policy.amount(order(), at) == expected


def test_cancelled_event_is_refunded_with_fee(policy):
    assert policy.amount(order(event_cancelled=True), EVENT_AT) == Decimal("84.00")


def test_refund_is_sent_to_gateway(service, gateway):
    service.refund(order(), at=EVENT_AT - timedelta(days=20))

    gateway.refund.assert_called_once_with("pay_test_501", Decimal("80.00"))


def test_late_refund_is_denied_without_touching_gateway(service, gateway):
    with pytest.raises(RefundDenied, match="501"):
        service.refund(order(), at=EVENT_AT - timedelta(hours=5))

    gateway.refund.assert_not_called()


def test_gateway_refusal_reaches_caller(service, gateway):
    gateway.refund.side_effect = PaymentRefused("card closed")

    with pytest.raises(PaymentRefused):
        service.refund(order(), at=EVENT_AT - timedelta(days=20))


def test_batch_continues_after_refusal(service, gateway):
    gateway.refund.side_effect = [PaymentRefused("card closed"), None]
    orders = [order(id=1, payment_id="pay_test_1"), order(id=2, payment_id="pay_test_2")]

    result = service.refund_all(orders, at=EVENT_AT - timedelta(days=20))

    assert result.refunded == [2]
    assert result.failed == [1]
    assert gateway.refund.call_args_list == [
        call("pay_test_1", Decimal("80.00")),
        call("pay_test_2", Decimal("80.00")),
    ]


def test_naive_datetime_is_rejected(policy):
    with pytest.raises(ValueError):
        policy.amount(order(), datetime(2024, 9, 1))
