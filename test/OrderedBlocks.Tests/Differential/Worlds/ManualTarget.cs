namespace OrderedBlocks.Tests.Differential;

/// <summary>A target made by hand: answers offers as it is told, and reserves, consumes and releases by hand.</summary>
/// <remarks>
/// It keeps the last message it was offered, stale or not, so that a program also consumes what is gone, reserves
/// twice and releases what it never had. <see cref="Completion"/> throws, as that of a join block's target does: a
/// source must never touch it.
/// </remarks>
internal sealed class ManualTarget : ITargetBlock<int>
{
    private readonly List<string> _offers = [];
    private readonly List<int> _taken = [];
    private ManualAnswer _answer = ManualAnswer.Postpone;
    private ISourceBlock<int>? _source;
    private DataflowMessageHeader _header;
    private string _end = "open";

    /// <summary>Whether a reservation is held.</summary>
    public bool HasReservation { get; private set; }

    public string Offers => string.Join(" ", _offers);

    public IReadOnlyList<int> Taken => _taken;

    /// <summary>How the source ended this target, if it did.</summary>
    public string End => _end;

    public Task Completion => throw new NotSupportedException("a source must not look at it");

    public void AnswerWith(ManualAnswer answer) => _answer = answer;

    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept)
    {
        DataflowMessageStatus status = _answer switch
        {
            ManualAnswer.Accept => DataflowMessageStatus.Accepted,
            ManualAnswer.Decline => DataflowMessageStatus.Declined,
            ManualAnswer.DeclineForEver => DataflowMessageStatus.DecliningPermanently,
            _ => DataflowMessageStatus.Postponed,
        };
        _offers.Add($"{messageValue}:{_answer}");
        if (status == DataflowMessageStatus.Accepted)
        {
            _taken.Add(messageValue);
        }
        else
        {
            _source = source;
            _header = messageHeader;
            HasReservation = _answer == ManualAnswer.Reserve && source!.ReserveMessage(messageHeader, this);
        }
        return status;
    }

    public string Reserve()
    {
        if (_source is null)
        {
            return "nothing offered";
        }
        bool reserved = _source.ReserveMessage(_header, this);
        HasReservation |= reserved;
        return $"{reserved}";
    }

    public string Consume()
    {
        if (_source is null)
        {
            return "nothing offered";
        }
        int output = _source.ConsumeMessage(_header, this, out bool consumed);
        if (!consumed)
        {
            return "not consumed";
        }
        HasReservation = false;
        _taken.Add(output);
        return $"{output}";
    }

    public string Release()
    {
        if (_source is null)
        {
            return "nothing offered";
        }
        // before the call: releasing may offer, and this target may reserve again on the same stack
        bool held = HasReservation;
        HasReservation = false;
        try
        {
            _source.ReleaseReservation(_header, this);
        }
        catch (InvalidOperationException)
        {
            HasReservation = held;
            throw;
        }
        return "released";
    }

    /// <summary>Lets a reservation go, for the end of a program.</summary>
    public void LetGo()
    {
        _answer = ManualAnswer.Decline;
        if (HasReservation)
        {
            Release();
        }
    }

    public void Complete() => _end += " completed";

    public void Fault(Exception exception) => _end += " " + Observation.Describe(exception);
}
