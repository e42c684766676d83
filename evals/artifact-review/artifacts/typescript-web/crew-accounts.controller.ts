import {
  Body,
  ConflictException,
  Controller,
  ForbiddenException,
  Get,
  HttpCode,
  Logger,
  NotFoundException,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Req,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Throttle } from '@nestjs/throttler';
import { IsEmail, IsIn, IsOptional, IsString, Length } from 'class-validator';
import * as argon2 from 'argon2';
import { Repository } from 'typeorm';
import { AuthenticatedRequest, SessionGuard } from '../auth/session.guard';
import { SessionService } from '../auth/session.service';
import { AuditService } from '../audit/audit.service';
import { CrewAccount } from './crew-account.entity';

class SignInDto {
  @IsEmail() email: string;
  @IsString() @Length(1, 200) password: string;
}

class CreateAccountDto {
  @IsEmail() email: string;
  @IsString() @Length(2, 80) name: string;
  @IsString() @Length(12, 200) password: string;
}

class UpdateAccountDto {
  @IsOptional() @IsString() @Length(2, 80) name?: string;
  @IsOptional() @IsString() @Length(4, 30) phone?: string;
  @IsOptional() @IsIn(['nb', 'en', 'de']) language?: string;
  @IsOptional() @IsIn(['crew', 'planner', 'admin']) role?: string;
}

@Controller('crew/accounts')
export class CrewAccountsController {
  private readonly log = new Logger(CrewAccountsController.name);

  constructor(
    @InjectRepository(CrewAccount) private readonly accounts: Repository<CrewAccount>,
    private readonly sessions: SessionService,
    private readonly audit: AuditService,
  ) {}

  @Post('sign-in')
  @HttpCode(200)
  @Throttle({ default: { limit: 5, ttl: 60_000 } })
  async signIn(@Body() dto: SignInDto) {
    const account = await this.accounts.findOneBy({ email: dto.email.toLowerCase() });
    if (!account || !(await this.passwordMatches(account, dto.password))) {
      throw new UnauthorizedException();
    }
    this.log.log(`signed in account=${account.id}`);
    return this.sessions.start(account.id);
  }

  private async passwordMatches(account: CrewAccount, given: string): Promise<boolean> {
    if (account.passwordHash) {
      return argon2.verify(account.passwordHash, given);
    }
    // accounts taken over from the old ferry system have no hash yet
    return account.importedPassword !== null && account.importedPassword === given;
  }

  @Post()
  @UseGuards(SessionGuard)
  async create(@Req() req: AuthenticatedRequest, @Body() dto: CreateAccountDto) {
    if (req.account.role !== 'admin') throw new ForbiddenException();
    const email = dto.email.toLowerCase();
    if (await this.accounts.existsBy({ email })) throw new ConflictException();
    const account = await this.accounts.save(
      this.accounts.create({
        email,
        name: dto.name,
        role: 'crew',
        passwordHash: await argon2.hash(dto.password, { type: argon2.argon2id }),
      }),
    );
    await this.audit.record(req.account.id, 'account.create', account.id);
    return { id: account.id };
  }

  @Get(':id')
  @UseGuards(SessionGuard)
  async show(@Req() req: AuthenticatedRequest, @Param('id', ParseUUIDPipe) id: string) {
    this.selfOrAdmin(req, id);
    const account = await this.accounts.findOneBy({ id });
    if (!account) throw new NotFoundException();
    return this.view(account);
  }

  @Patch(':id')
  @UseGuards(SessionGuard)
  async update(
    @Req() req: AuthenticatedRequest,
    @Param('id', ParseUUIDPipe) id: string,
    @Body() dto: UpdateAccountDto,
  ) {
    this.selfOrAdmin(req, id);
    const account = await this.accounts.findOneBy({ id });
    if (!account) throw new NotFoundException();
    Object.assign(account, dto);
    await this.accounts.save(account);
    await this.audit.record(req.account.id, 'account.update', id, { fields: Object.keys(dto) });
    return this.view(account);
  }

  private selfOrAdmin(req: AuthenticatedRequest, id: string): void {
    if (req.account.id !== id && req.account.role !== 'admin') throw new ForbiddenException();
  }

  private view(a: CrewAccount) {
    return { id: a.id, name: a.name, email: a.email, phone: a.phone, language: a.language, role: a.role };
  }
}
