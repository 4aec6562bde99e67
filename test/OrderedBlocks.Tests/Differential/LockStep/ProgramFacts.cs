namespace OrderedBlocks.Tests.Differential;

/// <summary>What has happened so far in a program that decides which rules and which allowed differences hold.</summary>
internal sealed class ProgramFacts(World reference, World subject)
{
    private bool _upstreamPropagates;
    private bool _upstreamCompleted;

    /// <summary>The step that was run last.</summary>
    public Step LastStep { get; private set; }

    /// <summary><c>Complete</c> was called.</summary>
    public bool Completed { get; private set; }

    /// <summary>A linked upstream buffer may have completed the block; when, depends on when it became empty.</summary>
    public bool MayBeCompleted => Completed || (_upstreamPropagates && _upstreamCompleted);

    /// <summary><c>Fault</c> was called before the reference had ended.</summary>
    public bool FaultedOutside { get; private set; }

    /// <summary>The token was canceled before the reference had ended.</summary>
    public bool Canceled { get; private set; }

    /// <summary>The first thing that stopped the block was a call of <c>Fault</c> or the token.</summary>
    public bool StoppedFirst { get; private set; }

    public bool CanceledAfterComplete { get; private set; }

    /// <summary>The message of the first fault that came after <c>Complete</c>, if one did.</summary>
    public string? FaultAfterComplete { get; private set; }

    /// <summary>An item has faulted the block from inside.</summary>
    public bool DelegateFaulted => reference.Items.HasFaulted || subject.Items.HasFaulted;

    public bool FilterFaulted => reference.Consumers.FilterHasThrown || subject.Consumers.FilterHasThrown;

    public bool IsFaulted => FaultedOutside || DelegateFaulted || FilterFaulted;

    /// <summary>The block does not end in the ordinary way: it drops what it has.</summary>
    public bool Broken => IsFaulted || Canceled;

    /// <summary>One world holds a reservation that the other has not, which holds up its end.</summary>
    public bool ReservationsDiffer => reference.Consumers.HasReservation != subject.Consumers.HasReservation;

    /// <summary>
    /// The worlds have got apart, as they may, in something that lasts. The program had better come to its end:
    /// whatever stops a block now reaches one that is alive and one that is not.
    /// </summary>
    public bool Apart => ReservationsDiffer || reference.Completion.IsCompleted != subject.Completion.IsCompleted;

    /// <summary>Notes a step, before it is run.</summary>
    public void Note(Step step)
    {
        LastStep = step;
        if (step.Kind == StepKind.LinkUpstream)
        {
            _upstreamPropagates |= step.Value == 1;
        }
        else if (step.Kind == StepKind.CompleteUpstream)
        {
            _upstreamCompleted = true;
        }
        else if (!reference.Completion.IsCompleted)
        {
            NoteStop(step);
        }
    }

    private void NoteStop(Step step)
    {
        switch (step.Kind)
        {
            case StepKind.Complete or StepKind.LetGo:
                Completed = true;
                break;
            case StepKind.Fault:
                FaultAfterComplete ??= MayBeCompleted && !Broken ? $"fault {step.Value}" : null;
                StoppedFirst |= !MayBeCompleted;
                FaultedOutside = true;
                break;
            case StepKind.Cancel:
                CanceledAfterComplete |= MayBeCompleted;
                StoppedFirst |= !MayBeCompleted;
                Canceled = true;
                break;
        }
    }
}
