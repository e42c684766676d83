package api

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// Drawings are kept per job: <root>/<job>/<file>
type DrawingAPI struct {
	root string
	jobs JobIndex
}

type JobIndex interface {
	MayEdit(user, job string) (bool, error)
	Touch(job string, at time.Time) error
}

func RegisterDrawings(g *gin.RouterGroup, root string, jobs JobIndex) {
	a := &DrawingAPI{root: root, jobs: jobs}
	d := g.Group("/jobs/:job/drawings", RequireUser(), a.requireJob)
	d.GET("", a.list)
	d.POST("", a.upload)
	d.GET("/:name", a.download)
	d.DELETE("/:name", a.remove)
}

func (a *DrawingAPI) requireJob(c *gin.Context) {
	ok, err := a.jobs.MayEdit(c.GetString("user"), c.Param("job"))
	if err != nil {
		log.Printf("drawings: %v", err)
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	if !ok {
		c.AbortWithStatus(http.StatusNotFound)
		return
	}
	c.Next()
}

func (a *DrawingAPI) file(c *gin.Context, name string) string {
	return filepath.Join(a.root, c.Param("job"), name)
}

func (a *DrawingAPI) list(c *gin.Context) {
	entries, err := os.ReadDir(a.file(c, ""))
	if os.IsNotExist(err) {
		c.JSON(http.StatusOK, []string{})
		return
	}
	if err != nil {
		log.Printf("drawings: list: %v", err)
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	c.JSON(http.StatusOK, names)
}

func (a *DrawingAPI) upload(c *gin.Context) {
	part, err := c.FormFile("drawing")
	if err != nil {
		c.JSON(http.StatusBadRequest, gin.H{"error": "drawing missing"})
		return
	}
	// machine operators send revisions as "4711_B.dxf"
	name := part.Filename
	if rev := c.PostForm("revision"); rev != "" {
		ext := filepath.Ext(name)
		name = fmt.Sprintf("%s_%s%s", strings.TrimSuffix(name, ext), rev, ext)
	}
	src, err := part.Open()
	if err != nil {
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	defer src.Close()
	if err := os.MkdirAll(a.file(c, ""), 0o750); err != nil {
		log.Printf("drawings: mkdir: %v", err)
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	dst, err := os.Create(a.file(c, name))
	if err != nil {
		log.Printf("drawings: create: %v", err)
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	if _, err := io.Copy(dst, src); err != nil {
		dst.Close()
		log.Printf("drawings: copy: %v", err)
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	if err := dst.Close(); err != nil {
		log.Printf("drawings: close: %v", err)
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	if err := a.jobs.Touch(c.Param("job"), time.Now()); err != nil {
		log.Printf("drawings: touch: %v", err)
	}
	c.JSON(http.StatusCreated, gin.H{"name": name})
}

func (a *DrawingAPI) download(c *gin.Context) {
	name := filepath.Base(c.Param("name"))
	c.FileAttachment(a.file(c, name), name)
}

func (a *DrawingAPI) remove(c *gin.Context) {
	name := filepath.Base(c.Param("name"))
	if err := os.Remove(a.file(c, name)); err != nil && !os.IsNotExist(err) {
		log.Printf("drawings: remove: %v", err)
		c.AbortWithStatus(http.StatusInternalServerError)
		return
	}
	c.Status(http.StatusNoContent)
}
