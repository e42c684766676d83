package intake

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"

	"github.com/gin-gonic/gin"
)

const (
	maxPhoto  = 8 << 20
	maxPixels = 40_000_000
)

var photoID = regexp.MustCompile(`^[0-9a-f]{32}\.(jpg|png)$`)

var extensions = map[string]string{"jpeg": ".jpg", "png": ".png"}

type Claims interface {
	OwnedBy(c *gin.Context, claimID, userID string) (bool, error)
	AddPhoto(c *gin.Context, claimID, photo, userID string) error
	HasPhoto(c *gin.Context, claimID, photo string) (bool, error)
}

type PhotoAPI struct {
	Dir    string
	Claims Claims
	Log    *slog.Logger
}

func (p *PhotoAPI) Register(g *gin.RouterGroup, requireUser gin.HandlerFunc) {
	r := g.Group("/claims/:claim/photos", requireUser, p.ownClaim)
	r.POST("", p.upload)
	r.GET("/:photo", p.show)
}

func (p *PhotoAPI) ownClaim(c *gin.Context) {
	ok, err := p.Claims.OwnedBy(c, c.Param("claim"), c.GetString("user_id"))
	if err != nil {
		p.fail(c, "claim lookup", err)
		return
	}
	if !ok {
		c.AbortWithStatus(http.StatusNotFound)
	}
}

func (p *PhotoAPI) upload(c *gin.Context) {
	// one megabyte for the multipart envelope
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, maxPhoto+1<<20)
	part, err := c.FormFile("photo")
	if err != nil {
		var tooBig *http.MaxBytesError
		if errors.As(err, &tooBig) {
			c.AbortWithStatus(http.StatusRequestEntityTooLarge)
			return
		}
		c.AbortWithStatus(http.StatusBadRequest)
		return
	}
	f, err := part.Open()
	if err != nil {
		p.fail(c, "open part", err)
		return
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxPhoto+1))
	if err != nil {
		p.fail(c, "read part", err)
		return
	}
	if len(data) > maxPhoto {
		c.AbortWithStatus(http.StatusRequestEntityTooLarge)
		return
	}
	cfg, format, err := image.DecodeConfig(bytes.NewReader(data))
	ext, known := extensions[format]
	if err != nil || !known || cfg.Width*cfg.Height > maxPixels {
		c.AbortWithStatusJSON(http.StatusUnsupportedMediaType, gin.H{"error": "jpeg or png, 40 megapixels at most"})
		return
	}

	var id [16]byte
	if _, err := rand.Read(id[:]); err != nil {
		p.fail(c, "random", err)
		return
	}
	name := hex.EncodeToString(id[:]) + ext
	path := filepath.Join(p.Dir, name)
	if err := os.WriteFile(path, data, 0o640); err != nil {
		_ = os.Remove(path) // half a file helps nobody
		p.fail(c, "write", err)
		return
	}
	if err := p.Claims.AddPhoto(c, c.Param("claim"), name, c.GetString("user_id")); err != nil {
		if rmErr := os.Remove(path); rmErr != nil {
			p.Log.Warn("photo left behind", "file", name, "err", rmErr)
		}
		p.fail(c, "add photo", err)
		return
	}
	c.JSON(http.StatusCreated, gin.H{"photo": name})
}

func (p *PhotoAPI) show(c *gin.Context) {
	name := c.Param("photo")
	if !photoID.MatchString(name) {
		c.AbortWithStatus(http.StatusNotFound)
		return
	}
	ok, err := p.Claims.HasPhoto(c, c.Param("claim"), name)
	if err != nil {
		p.fail(c, "photo lookup", err)
		return
	}
	if !ok {
		c.AbortWithStatus(http.StatusNotFound)
		return
	}
	c.Header("X-Content-Type-Options", "nosniff")
	c.Header("Cache-Control", "private, max-age=300")
	c.File(filepath.Join(p.Dir, name))
}

func (p *PhotoAPI) fail(c *gin.Context, what string, err error) {
	p.Log.Error(what, "claim", c.Param("claim"), "err", err)
	c.AbortWithStatusJSON(http.StatusInternalServerError, gin.H{"error": "internal error"})
}
