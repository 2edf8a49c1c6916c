"""catalog: categories are rows, and stages belong to versions of repair templates

Services of the same stages in the same proportions get one template. The shares of the starting catalog are
recognised; of other services the minutes are the shares. Orders have their own stages and stay as they are.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

# The index is made anew from the rows, so it is what today's search expects: no code of its own here.
from autoservice.shared.search import words

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TOKEN_LENGTH = 60
# As the starting catalog had them then: code, Russian name, English name.
CATEGORIES = {
    "maintenance": ("Обслуживание", "Maintenance"),
    "diagnostics": ("Диагностика", "Diagnostics"),
    "brakes": ("Тормоза", "Brakes"),
    "engine": ("Двигатель", "Engine"),
    "electrics": ("Электрика", "Electrics"),
    "transmission": ("Трансмиссия", "Transmission"),
    "suspension": ("Подвеска", "Suspension"),
    "wheels": ("Колёса и шины", "Wheels and tyres"),
    "climate": ("Климат", "Climate"),
    "body": ("Кузов", "Body"),
}
SHARES = {
    "intake": 1, "diagnosis": 2, "approval": 1, "parts": 1, "work": 6, "disassembly": 4, "replace": 5,
    "assembly": 4, "road_test": 1, "report": 2, "prep": 5, "paint": 4, "dry": 4, "polish": 2, "check": 1,
    "handover": 1,
}  # fmt: skip
TEMPLATES = {
    ("intake", "work", "check", "handover"): ("quick", "Быстрая работа", "Quick job"),
    ("intake", "diagnosis", "parts", "work", "check", "handover"): (
        "standard", "Обычный ремонт", "Standard repair",
    ),
    (
        "intake", "diagnosis", "approval", "parts", "disassembly", "replace", "assembly", "road_test",
        "handover",
    ): (
        "heavy", "Сложный ремонт", "Heavy repair",
    ),
    ("intake", "diagnosis", "report", "handover"): ("diagnostic", "Диагностика", "Diagnostics"),
    ("intake", "approval", "prep", "paint", "dry", "polish", "check", "handover"): (
        "body", "Кузовные работы", "Body work",
    ),
}  # fmt: skip
ORDER_STAGE_COLUMNS = ("published", "photo_needed", "checklist", "skill")


def upgrade() -> None:
    """Apply."""
    connection = op.get_bind()
    services = list(
        connection.execute(sa.text("SELECT * FROM service_template ORDER BY position")).mappings()
    )
    stages = list(
        connection.execute(sa.text("SELECT * FROM stage_template ORDER BY service_id, position")).mappings()
    )
    op.drop_table("stage_template")
    create_tables()
    categories = add_categories(connection, [service["category"] for service in services])
    templates = add_templates(connection, services, stages)
    widen_services()
    for service in services:
        connection.execute(
            sa.text(
                "UPDATE service_template SET category_id = :category, template_id = :template WHERE id = :id"
            ),
            {
                "id": service["id"],
                "category": categories[service["category"]],
                "template": templates[service["id"]],
            },
        )
    narrow_services()
    add_tokens(connection, services)
    widen_orders()


def create_tables() -> None:
    """Create the tables of categories, templates, versions and stages."""
    op.create_table(
        "service_category",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(length=40), nullable=False, unique=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False, index=True),
        sa.Column("name_ru", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("icon", sa.String(length=40), nullable=False),
    )
    op.create_table(
        "repair_template",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(length=60), nullable=False, unique=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name_ru", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
    )
    op.create_table(
        "repair_template_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("template_id", sa.Integer(), sa.ForeignKey("repair_template.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), sa.ForeignKey("app_user.id")),
        sa.UniqueConstraint("template_id", "number"),
    )
    op.create_table(
        "stage_template",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("version_id", sa.Integer(), sa.ForeignKey("repair_template_version.id"), nullable=False),
        *former_columns(),
        sa.Column("parallel_group", sa.Integer()),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False, server_default=sa.true()),
        *stage_columns(),
        sa.UniqueConstraint("version_id", "position"),
    )


def former_columns() -> list[sa.Column]:
    """Return the columns that stages of services had and stages of templates have."""
    return [
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_ru", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
    ]


def stage_columns() -> list[sa.Column]:
    """Return the columns that stages of templates and of orders both get."""
    return [
        sa.Column("published", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("photo_needed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("checklist", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("skill", sa.String(length=40), nullable=False, server_default=""),
    ]


def insert(connection, table, **values):
    """Insert a row and return its id."""
    names = ", ".join(values)
    places = ", ".join(f":{name}" for name in values)
    statement = sa.text(f"INSERT INTO {table} ({names}) VALUES ({places}) RETURNING id")  # noqa: S608
    bound = [sa.bindparam(name, type_=sa.DateTime(timezone=True)) for name in values if name == "created_at"]
    return connection.execute(statement.bindparams(*bound), values).scalar_one()


def add_categories(connection, codes):
    """Insert a category for each code; returns their ids by code."""
    return {
        code: insert(
            connection, "service_category", code=code or "other", version=1, position=position,
            name_ru=CATEGORIES.get(code, (code or "Прочее",))[0],
            name_en=CATEGORIES.get(code, (code or "Other",))[-1],
            icon=code if code in CATEGORIES else "other",
        )
        for position, code in enumerate(dict.fromkeys(codes), start=1)
    }  # fmt: skip


def add_templates(connection, services, stages):
    """Insert a template of one version for each chain of stages; returns their ids by service."""
    known, taken, by_service = {}, set(), {}
    for service in services:
        chain = [stage for stage in stages if stage["service_id"] == service["id"]]
        shares = find_shares(chain)
        key = tuple(
            (one["code"], one["name_ru"], one["name_en"], share)
            for one, share in zip(chain, shares, strict=True)
        )
        if key not in known:
            known[key] = add_template(connection, service, key, taken)
        by_service[service["id"]] = known[key]
    return by_service


def find_shares(chain):
    """Return the shares of the starting catalog if they make these minutes, else the minutes."""
    minutes = [stage["norm_minutes"] for stage in chain]
    shares = [SHARES.get(stage["code"], 0) for stage in chain]
    if all(shares) and chain and divide(sum(minutes), shares) == minutes:
        return shares
    return minutes if any(minutes) else [1] * len(minutes)


def divide(total, weights):
    """Divide the minutes as the starting catalog did."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    for index in sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))[
        : total - sum(parts)
    ]:
        parts[index] += 1
    return parts


def add_template(connection, service, key, taken):
    """Insert a template, its first version and its stages; returns its id."""
    named = TEMPLATES.get(tuple(code for code, *_ in key))
    own = (service["code"], service["name_ru"], service["name_en"])
    code, name_ru, name_en = named if named and named[0] not in taken else own
    while code in taken:
        code = f"{code}_"
    taken.add(code)
    template = insert(
        connection,
        "repair_template",
        code=code,
        version=1,
        name_ru=name_ru,
        name_en=name_en,
        active=True,
        latest=1,
    )
    now = datetime.now(UTC)
    version = insert(connection, "repair_template_version", template_id=template, number=1, created_at=now)
    for position, (stage_code, stage_ru, stage_en, share) in enumerate(key, start=1):
        insert(
            connection, "stage_template", version_id=version, position=position, code=stage_code,
            name_ru=stage_ru, name_en=stage_en, share=share,
        )  # fmt: skip
    return template


def widen_services() -> None:
    """Add the columns of services, those that must not be empty as ones that may be."""
    with op.batch_alter_table("service_template", schema=None) as batch_op:
        for name in ("description_ru", "description_en"):
            batch_op.add_column(sa.Column(name, sa.String(length=2000), nullable=False, server_default=""))
        for name in ("category_id", "template_id"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))


def narrow_services() -> None:
    """Say of the filled columns what the program expects, and drop the former category."""
    with op.batch_alter_table("service_template", schema=None) as batch_op:
        batch_op.alter_column("category_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("template_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("price_minor", existing_type=sa.Integer(), nullable=True)
        batch_op.drop_column("category")
        batch_op.create_foreign_key(
            batch_op.f("fk_service_template_category_id"), "service_category", ["category_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_service_template_template_id"), "repair_template", ["template_id"], ["id"]
        )
        batch_op.create_index("ix_service_template_category_id_position", ["category_id", "position"])
        batch_op.create_index(batch_op.f("ix_service_template_template_id"), ["template_id"])


def add_tokens(connection, services) -> None:
    """Insert what the services are found by."""
    tokens = sa.table("search_token", sa.column("kind"), sa.column("token"), sa.column("owner_id"))
    rows = [
        {"kind": "service", "token": token, "owner_id": service["id"]}
        for service in services
        for token in sorted(
            {one[:TOKEN_LENGTH] for one in words(service["name_ru"]) | words(service["name_en"])}
        )
    ]
    if rows:
        connection.execute(tokens.insert(), rows)


def widen_orders() -> None:
    """Add to jobs the version of the template, to stages what a version says of them."""
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("template_version_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_job_template_version_id"),
            "repair_template_version",
            ["template_version_id"],
            ["id"],
        )
        batch_op.create_index(batch_op.f("ix_job_template_version_id"), ["template_version_id"])
    for column in stage_columns():
        op.add_column("order_stage", column)


def downgrade() -> None:
    """Take back: each service has the stages of its template's latest version."""
    connection = op.get_bind()
    services = list(
        connection.execute(
            sa.text(
                "SELECT service_template.*, service_category.code AS category FROM service_template"
                " JOIN service_category ON service_category.id = category_id ORDER BY service_template.id"
            )
        ).mappings()
    )
    stages = list(
        connection.execute(
            sa.text(
                "SELECT stage_template.*, template_id FROM stage_template"
                " JOIN repair_template_version ON repair_template_version.id = version_id"
                " JOIN repair_template ON repair_template.id = template_id AND latest = number"
                " ORDER BY template_id, position"
            )
        ).mappings()
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_template_version_id"))
        batch_op.drop_constraint(batch_op.f("fk_job_template_version_id"), type_="foreignkey")
        batch_op.drop_column("template_version_id")
    with op.batch_alter_table("order_stage", schema=None) as batch_op:
        for name in ORDER_STAGE_COLUMNS:
            batch_op.drop_column(name)
    connection.execute(sa.text("DELETE FROM search_token WHERE kind = 'service'"))
    return_services(connection, services)
    for name in ("stage_template", "repair_template_version", "repair_template", "service_category"):
        op.drop_table(name)
    return_stages(connection, services, stages)


def return_services(connection, services) -> None:
    """Give services their former columns back."""
    with op.batch_alter_table("service_template", schema=None) as batch_op:
        batch_op.add_column(sa.Column("category", sa.String(length=40), nullable=False, server_default=""))
    update = sa.text("UPDATE service_template SET category = :category WHERE id = :id")
    for service in services:
        connection.execute(update, {"category": service["category"], "id": service["id"]})
    connection.execute(sa.text("UPDATE service_template SET price_minor = 0 WHERE price_minor IS NULL"))
    with op.batch_alter_table("service_template", schema=None) as batch_op:
        batch_op.drop_index("ix_service_template_category_id_position")
        batch_op.drop_index(batch_op.f("ix_service_template_template_id"))
        for name in ("category_id", "template_id"):
            batch_op.drop_constraint(batch_op.f(f"fk_service_template_{name}"), type_="foreignkey")
        for name in ("category_id", "template_id", "description_ru", "description_en"):
            batch_op.drop_column(name)
        batch_op.alter_column("category", existing_type=sa.String(length=40), server_default=None)
        batch_op.alter_column("price_minor", existing_type=sa.Integer(), nullable=False)


def return_stages(connection, services, stages) -> None:
    """Give each service stages of its own."""
    op.create_table(
        "stage_template",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "service_id", sa.Integer(), sa.ForeignKey("service_template.id"), nullable=False, index=True
        ),
        *former_columns(),
        sa.Column("norm_minutes", sa.Integer(), nullable=False),
    )
    for service in services:
        chain = [stage for stage in stages if stage["template_id"] == service["template_id"]]
        parts = divide(service["norm_minutes"], [stage["share"] for stage in chain]) if chain else []
        for stage, minutes in zip(chain, parts, strict=True):
            insert(
                connection, "stage_template", service_id=service["id"], position=stage["position"],
                code=stage["code"], name_ru=stage["name_ru"], name_en=stage["name_en"], norm_minutes=minutes,
            )  # fmt: skip
