"""Photo archive of the village library: upload, tag, show."""
import logging
import os
from datetime import timedelta
from functools import wraps

from flask import Flask, abort, g, jsonify, redirect, render_template, request, send_from_directory, session, url_for
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from werkzeug.security import check_password_hash

log = logging.getLogger("archive")

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ["ARCHIVE_SECRET_KEY"],
    SQLALCHEMY_DATABASE_URI=os.environ["ARCHIVE_DB"],
    MAX_CONTENT_LENGTH=20 * 1024 * 1024,
    UPLOAD_DIR=os.environ.get("ARCHIVE_UPLOADS", "/var/lib/archive/photos"),
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SECURE=False,
    SESSION_COOKIE_SAMESITE="Lax",
    PERMANENT_SESSION_LIFETIME=timedelta(hours=8),
)
CSRFProtect(app)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(200), unique=True, nullable=False)
    pw_hash = db.Column(db.String(255), nullable=False)
    role = db.Column(db.String(20), nullable=False, default="volunteer")


class Photo(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(200), nullable=False)
    filename = db.Column(db.String(255), nullable=False)
    year = db.Column(db.Integer)
    owner_id = db.Column(db.ForeignKey("user.id"), nullable=False)
    published = db.Column(db.Boolean, nullable=False, default=False)


@app.before_request
def load_user():
    uid = session.get("uid")
    g.user = db.session.get(User, uid) if uid else None


def signed_in(view):
    @wraps(view)
    def inner(*args, **kwargs):
        if g.user is None:
            return redirect(url_for("sign_in"))
        return view(*args, **kwargs)

    return inner


@app.route("/sign-in", methods=["GET", "POST"])
def sign_in():
    if request.method == "POST":
        user = User.query.filter_by(email=request.form.get("email", "").lower()).first()
        if user and check_password_hash(user.pw_hash, request.form.get("password", "")):
            session.clear()
            session["uid"] = user.id
            session.permanent = True
            return redirect(url_for("index"))
        log.warning("failed sign in")
    return render_template("sign_in.html")


@app.get("/")
def index():
    page = request.args.get("page", 1, type=int)
    photos = Photo.query.filter_by(published=True).order_by(Photo.year).paginate(page=page, per_page=40, max_per_page=40)
    return render_template("index.html", photos=photos)


def _clean(name):
    # strips directories, umlauts are fine
    return os.path.basename(name.replace("\\", "/")).strip()


@app.post("/photos")
@signed_in
def upload():
    file = request.files.get("photo")
    if file is None or not file.filename:
        abort(400)
    name = _clean(file.filename)
    if not name or name.startswith("."):
        abort(400)
    photo = Photo(
        title=request.form.get("title", name)[:200],
        filename=name,
        year=request.form.get("year", type=int),
        owner_id=g.user.id,
    )
    db.session.add(photo)
    file.save(os.path.join(app.config["UPLOAD_DIR"], name))
    db.session.commit()
    return redirect(url_for("show", photo_id=photo.id))


@app.get("/photos/<int:photo_id>")
def show(photo_id):
    photo = db.get_or_404(Photo, photo_id)
    if not photo.published and (g.user is None or g.user.id != photo.owner_id):
        abort(404)
    return render_template("photo.html", photo=photo)


@app.get("/photos/<int:photo_id>/raw")
def raw(photo_id):
    photo = db.get_or_404(Photo, photo_id)
    if not photo.published and (g.user is None or g.user.id != photo.owner_id):
        abort(404)
    return send_from_directory(app.config["UPLOAD_DIR"], photo.filename)


@app.post("/photos/<int:photo_id>/publish")
@signed_in
def publish(photo_id):
    if g.user.role != "editor":
        abort(403)
    photo = db.get_or_404(Photo, photo_id)
    photo.published = True
    db.session.commit()
    log.info("photo published id=%s by=%s", photo.id, g.user.id)
    return jsonify(id=photo.id, published=True)


@app.errorhandler(413)
def too_large(_):
    return render_template("error.html", text="The photo is larger than 20 MB."), 413
