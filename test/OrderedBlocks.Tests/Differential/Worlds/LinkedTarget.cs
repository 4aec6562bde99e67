namespace OrderedBlocks.Tests.Differential;

/// <summary>A target that a program has linked, and what it got.</summary>
internal sealed class LinkedTarget
{
    private readonly BufferBlock<int>? _buffer;
    private readonly ActionBlock<int>? _action;
    private readonly ITargetBlock<int> _target;
    private readonly LinkSpec _spec;
    private readonly List<int> _taken = [];
    private IDisposable? _unlinker;

    public LinkedTarget(LinkSpec spec, TaskScheduler scheduler)
    {
        _spec = spec;
        var options = new ExecutionDataflowBlockOptions { BoundedCapacity = spec.Capacity, TaskScheduler = scheduler };
        _target = spec.Target switch
        {
            LinkTarget.Buffer => _buffer = new BufferBlock<int>(options),
            LinkTarget.Action => _action = new ActionBlock<int>(_taken.Add, options),
            _ => Manual = new ManualTarget(),
        };
    }

    /// <summary>The target, when it is one made by hand.</summary>
    public ManualTarget? Manual { get; }

    public bool IsBuffer => _buffer is not null;

    /// <summary>Whether the end was propagated to it and made it drop what it held.</summary>
    public bool HasDropped => IsBuffer && _target.Completion.IsFaulted;

    /// <summary>Whether it is full at times, and then not by a step of the program's.</summary>
    public bool IsBoundedAction => _action is not null && _spec.Capacity > 0;

    public string Taken => string.Join(" ", Manual?.Taken ?? _taken) + (_buffer is null ? "" : $" +{_buffer.Count}");

    public IEnumerable<int> Values => Manual?.Taken ?? _taken;

    public string End => Manual?.End ?? Observation.Describe(_target.Completion);

    /// <summary>Whether the filter has thrown.</summary>
    public bool FilterHasThrown { get; private set; }

    /// <summary>Links. It offers on this stack, so a filter may throw from here: then nothing unlinks.</summary>
    public void LinkTo(Subject subject)
    {
        _unlinker = _spec.Filter == LinkFilter.None
            ? subject.Block.LinkTo(_target, _spec.ToOptions())
            : subject.Block.LinkTo(_target, _spec.ToOptions(), Passes);
    }

    public void Unlink() => _unlinker?.Dispose();

    /// <summary>Takes one item out of the buffer, as its consumer would.</summary>
    public string Take()
    {
        if (!_buffer!.TryReceive(out int output))
        {
            return "empty";
        }
        _taken.Add(output);
        return $"{output}";
    }

    /// <summary>Takes everything out of the buffer.</summary>
    public void Drain()
    {
        if (_buffer is not null && _buffer.TryReceiveAll(out IList<int>? outputs))
        {
            _taken.AddRange(outputs);
        }
    }

    private bool Passes(int output)
    {
        switch (_spec.Filter)
        {
            case LinkFilter.Even:
                return output % 2 == 0;
            case LinkFilter.Odd:
                return output % 2 != 0;
            default:
                FilterHasThrown |= output % 3 == 0;
                return output % 3 != 0 ? true : throw new ProgramException($"filter {output}");
        }
    }
}
