import React, { FormEvent, useState } from 'react'
import { useNavigate } from 'react-router-dom'
import { Button, TextField, DateField, ResultTable } from '@praxis/ui'
import { useSession } from '../../session'

interface PatientHit {
  id: string
  lastName: string
  firstName: string
  birthDate: string
  primaryDiagnosis: string | null
  ward: string | null
}

interface SearchForm {
  lastName: string
  birthDate: string
  insuranceNo: string
}

const EMPTY: SearchForm = { lastName: '', birthDate: '', insuranceNo: '' }

const isComplete = (f: SearchForm) => f.insuranceNo.trim() !== '' || (f.lastName.trim().length > 1 && f.birthDate !== '')

export const PatientLookup: React.FC<{ wards: string[] }> = ({ wards }) => {
  const { csrfToken } = useSession()
  const navigate = useNavigate()
  const [form, setForm] = useState<SearchForm>(EMPTY)
  const [hits, setHits] = useState<PatientHit[]>([])
  const [searched, setSearched] = useState(false)
  const [busy, setBusy] = useState(false)

  const update = (field: keyof SearchForm) => (value: string) => setForm((f) => ({ ...f, [field]: value }))

  const search = async (e: FormEvent) => {
    e.preventDefault()
    if (!isComplete(form)) return
    setBusy(true)
    const params = new URLSearchParams({
      lastName: form.lastName.trim(),
      birthDate: form.birthDate,
      insuranceNo: form.insuranceNo.replace(/\s+/g, ''),
    })
    wards.forEach((w) => params.append('ward', w))
    try {
      const res = await fetch(`/api/patients?${params.toString()}`, {
        headers: { Accept: 'application/json', 'X-CSRF-Token': csrfToken },
        credentials: 'same-origin',
      })
      const data = await res.json()
      setHits(data.patients)
    } catch {
      setHits([])
    } finally {
      setSearched(true)
      setBusy(false)
    }
  }

  const open = (hit: PatientHit) => {
    navigate(`/patients/${hit.id}/chart`)
  }

  const reset = () => {
    setForm(EMPTY)
    setHits([])
    setSearched(false)
  }

  return (
    <section className="patient-lookup">
      <form onSubmit={search} autoComplete="off">
        <TextField label="Surname" value={form.lastName} onChange={update('lastName')} autoFocus />
        <DateField label="Date of birth" value={form.birthDate} onChange={update('birthDate')} />
        <TextField label="Insurance number" value={form.insuranceNo} onChange={update('insuranceNo')} />
        <div className="actions">
          <Button type="submit" disabled={busy || !isComplete(form)}>
            Search
          </Button>
          <Button type="button" variant="quiet" onClick={reset}>
            Clear
          </Button>
        </div>
      </form>

      {searched && hits.length === 0 && (
        <p role="status">
          No patient found. <a href="/admissions/new">Register a new patient</a>
        </p>
      )}

      {hits.length > 0 && (
        <ResultTable
          rows={hits}
          rowKey={(h) => h.id}
          onRowClick={open}
          columns={[
            { title: 'Name', render: (h) => `${h.lastName}, ${h.firstName}` },
            { title: 'Born', render: (h) => new Date(h.birthDate).toLocaleDateString() },
            { title: 'Ward', render: (h) => h.ward ?? 'outpatient' },
            { title: 'Diagnosis', render: (h) => h.primaryDiagnosis ?? '' },
          ]}
        />
      )}
    </section>
  )
}
