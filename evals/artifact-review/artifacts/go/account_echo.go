package account

import (
	"errors"
	"fmt"
	"math/rand"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/crypto/bcrypt"
	"gorm.io/gorm"
)

type Player struct {
	ID           uint `gorm:"primaryKey"`
	Email        string
	Nick         string
	PasswordHash string
	ResetToken   string
	ResetExpires time.Time
}

type Session struct {
	Token    string `gorm:"primaryKey"`
	PlayerID uint
	Expires  time.Time
}

type Mailer interface {
	Reset(to, link string) error
}

type Handlers struct {
	DB      *gorm.DB
	Mail    Mailer
	BaseURL string
	NewSID  func() (string, error)
}

func (h *Handlers) Mount(g *echo.Group, throttle echo.MiddlewareFunc) {
	g.POST("/login", h.login, throttle)
	g.POST("/forgot", h.forgot, throttle)
	g.POST("/reset", h.reset, throttle)
}

type credentials struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

func (h *Handlers) login(c echo.Context) error {
	var in credentials
	if err := c.Bind(&in); err != nil {
		return echo.ErrBadRequest
	}
	var p Player
	err := h.DB.WithContext(c.Request().Context()).Where("email = ?", strings.ToLower(in.Email)).First(&p).Error
	if err != nil && !errors.Is(err, gorm.ErrRecordNotFound) {
		return err
	}
	if err != nil || bcrypt.CompareHashAndPassword([]byte(p.PasswordHash), []byte(in.Password)) != nil {
		return echo.NewHTTPError(http.StatusUnauthorized, "wrong email or password")
	}
	sid, err := h.NewSID()
	if err != nil {
		return err
	}
	s := Session{Token: sid, PlayerID: p.ID, Expires: time.Now().Add(12 * time.Hour)}
	if err := h.DB.WithContext(c.Request().Context()).Create(&s).Error; err != nil {
		return err
	}
	c.SetCookie(&http.Cookie{
		Name: "arena_sid", Value: sid, Path: "/",
		Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Expires: s.Expires,
	})
	return c.JSON(http.StatusOK, map[string]any{"id": p.ID, "nick": p.Nick})
}

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789"

func resetToken(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[rand.Intn(len(alphabet))]
	}
	return string(b)
}

func (h *Handlers) forgot(c echo.Context) error {
	var in credentials
	if err := c.Bind(&in); err != nil {
		return echo.ErrBadRequest
	}
	var p Player
	err := h.DB.WithContext(c.Request().Context()).Where("email = ?", strings.ToLower(in.Email)).First(&p).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return c.NoContent(http.StatusAccepted)
	}
	if err != nil {
		return err
	}
	p.ResetToken = resetToken(24)
	p.ResetExpires = time.Now().Add(30 * time.Minute)
	if err := h.DB.WithContext(c.Request().Context()).Save(&p).Error; err != nil {
		return err
	}
	link := fmt.Sprintf("%s/reset#%s", h.BaseURL, p.ResetToken)
	if err := h.Mail.Reset(p.Email, link); err != nil {
		c.Logger().Errorf("reset mail for player %d not sent (%s): %v", p.ID, link, err)
		return echo.NewHTTPError(http.StatusServiceUnavailable, "try again later")
	}
	return c.NoContent(http.StatusAccepted)
}

func (h *Handlers) reset(c echo.Context) error {
	var in struct{ Token, Password string }
	if err := c.Bind(&in); err != nil {
		return echo.ErrBadRequest
	}
	if len(in.Token) != 24 || len(in.Password) < 10 || len(in.Password) > 72 {
		return echo.NewHTTPError(http.StatusUnprocessableEntity, "token or password not acceptable")
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(in.Password), bcrypt.DefaultCost)
	if err != nil {
		return err
	}
	return h.DB.WithContext(c.Request().Context()).Transaction(func(tx *gorm.DB) error {
		var p Player
		err := tx.Where("reset_token = ? AND reset_expires > ?", in.Token, time.Now()).First(&p).Error
		if errors.Is(err, gorm.ErrRecordNotFound) {
			return echo.NewHTTPError(http.StatusUnprocessableEntity, "link expired")
		}
		if err != nil {
			return err
		}
		if err := tx.Model(&p).Updates(map[string]any{"password_hash": string(hash), "reset_token": ""}).Error; err != nil {
			return err
		}
		if err := tx.Where("player_id = ?", p.ID).Delete(&Session{}).Error; err != nil {
			return err
		}
		return c.NoContent(http.StatusNoContent)
	})
}
