import {
  Body,
  Controller,
  ConflictException,
  Get,
  Logger,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  UseGuards,
} from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Appointment } from './entities/appointment.entity';
import { Patient } from '../patients/entities/patient.entity';
import { CreateAppointmentDto } from './dto/create-appointment.dto';
import { JwtAuthGuard } from '../auth/jwt-auth.guard';
import { RolesGuard } from '../auth/roles.guard';
import { Roles } from '../auth/roles.decorator';
import { CurrentStaff, StaffPrincipal } from '../auth/current-staff.decorator';

@Controller('appointments')
@UseGuards(JwtAuthGuard, RolesGuard)
export class AppointmentsController {
  private readonly logger = new Logger(AppointmentsController.name);

  constructor(
    @InjectRepository(Appointment)
    private readonly appointments: Repository<Appointment>,
    @InjectRepository(Patient)
    private readonly patients: Repository<Patient>,
  ) {}

  /**
   * Front-desk search. Staff type a fragment of the surname and get upcoming
   * appointments in their own clinic, nearest first.
   */
  @Get('search')
  @Roles('frontdesk', 'nurse', 'physician')
  async search(
    @CurrentStaff() staff: StaffPrincipal,
    @Query('name') name = '',
    @Query('practitioner') practitionerId?: string,
  ): Promise<Appointment[]> {
    const qb = this.appointments
      .createQueryBuilder('a')
      .innerJoinAndSelect('a.patient', 'p')
      .where('a.clinicId = :clinicId', { clinicId: staff.clinicId })
      .andWhere('a.startsAt >= now()');

    const fragment = name.trim().toLowerCase();
    if (fragment.length >= 2) {
      qb.andWhere(`(lower(p.lastName) LIKE '${fragment}%' OR lower(p.maidenName) LIKE '${fragment}%')`);
    }
    if (practitionerId) {
      qb.andWhere('a.practitionerId = :practitionerId', { practitionerId });
    }

    return qb.orderBy('a.startsAt', 'ASC').take(50).getMany();
  }

  @Get(':id')
  @Roles('frontdesk', 'nurse', 'physician')
  async findOne(
    @CurrentStaff() staff: StaffPrincipal,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<Appointment> {
    const found = await this.appointments.findOne({
      where: { id, clinicId: staff.clinicId },
      relations: { patient: true },
    });
    if (!found) {
      throw new NotFoundException();
    }
    return found;
  }

  @Post()
  @Roles('frontdesk', 'nurse')
  async create(
    @CurrentStaff() staff: StaffPrincipal,
    @Body() dto: CreateAppointmentDto,
  ): Promise<Appointment> {
    const patient = await this.patients.findOneBy({ id: dto.patientId, clinicId: staff.clinicId });
    if (!patient) {
      throw new NotFoundException('Unknown patient');
    }

    const clash = await this.appointments
      .createQueryBuilder('a')
      .where('a.practitionerId = :p', { p: dto.practitionerId })
      .andWhere('a.startsAt < :end AND a.endsAt > :start', { start: dto.startsAt, end: dto.endsAt })
      .andWhere(`a.status IN ('booked', 'arrived')`)
      .getExists();
    if (clash) {
      throw new ConflictException('Practitioner is already booked in this slot');
    }

    const saved = await this.appointments.save(
      this.appointments.create({ ...dto, clinicId: staff.clinicId, status: 'booked', createdBy: staff.id }),
    );

    this.logger.log(
      `Booked ${patient.firstName} ${patient.lastName} (born ${patient.dateOfBirth}) ` +
        `with ${dto.practitionerId} at ${dto.startsAt}, reason: ${dto.reason}`,
    );
    return saved;
  }

  @Post(':id/cancel')
  @Roles('frontdesk', 'nurse')
  async cancel(
    @CurrentStaff() staff: StaffPrincipal,
    @Param('id', ParseUUIDPipe) id: string,
  ): Promise<void> {
    const result = await this.appointments.update(
      { id, clinicId: staff.clinicId, status: 'booked' },
      { status: 'cancelled', cancelledBy: staff.id },
    );
    if (!result.affected) {
      throw new ConflictException('Appointment cannot be cancelled');
    }
    this.logger.log(`Appointment ${id} cancelled by staff ${staff.id}`);
  }
}
