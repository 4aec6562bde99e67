using System.Diagnostics;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Delegates;

/// <summary>
/// How a worker calls the delegate if the senders' contexts travel with the items: in the context of the item's sender, and with an
/// activity of the item's own, if somebody listens.
/// </summary>
/// <remarks>
/// <para>The worker's, and for one item at a time: <see cref="Start"/>, perhaps again, and then <see cref="End"/>, on whatever thread
/// the item's task ends. So nothing is allocated for an item.</para>
/// <para>An activity is made current, and stopped, within <see cref="SenderContext.Run"/>: nothing of it stays behind on the
/// thread.</para>
/// </remarks>
internal sealed class CallInContext<TInput, TOutput>(
    OrderedRing<TInput, TOutput> ring,
    Transform<TInput, TOutput> transform,
    ItemTracing tracing)
{
    private static readonly ContextCallback s_start = static call => ((CallInContext<TInput, TOutput>)call!).StartHere();
    private static readonly ContextCallback s_end = static call => ((CallInContext<TInput, TOutput>)call!).EndHere();

    // From the start to the end of an item that has an activity: that, and the context in which it is the current one.
    private Activity? _activity;
    private ExecutionContext? _context;

    // What goes into the callbacks and comes out of them.
    private Position _position;
    private TInput _input = default!;
    private TransformStatus _status;
    private TOutput _output = default!;
    private ValueTask<TOutput> _pending;
    private IReadOnlyList<Exception> _errors = [];

    /// <inheritdoc cref="Transform{TInput, TOutput}.Start"/>
    /// <param name="position">The item's position.</param>
    /// <param name="input">The item.</param>
    /// <param name="output">The result, if the status is <see cref="TransformStatus.Completed"/>.</param>
    /// <param name="pending">The delegate's task, if the status is <see cref="TransformStatus.Pending"/>.</param>
    public TransformStatus Start(Position position, TInput input, out TOutput output, out ValueTask<TOutput> pending)
    {
        ExecutionContext? context = _activity is null ? SenderContext.Of(ring.AttachmentAt(position)) : _context;
        _position = position;
        _input = input;
        try
        {
            SenderContext.Run(context, s_start, this);
            output = _output;
            pending = _pending;
            return _status;
        }
        finally
        {
            _input = default!;
            _output = default!;
            _pending = default;
        }
    }

    /// <summary>The item has ended, in one way or another. Before its position is published: what was traced is there by then.</summary>
    public void End(TransformStatus status, IReadOnlyList<Exception> errors)
    {
        if (_activity is not null)
        {
            _status = status;
            _errors = errors;
            SenderContext.Run(_context, s_end, this);
            _activity = null;
            _context = null;
            _errors = [];
        }
    }

    private void StartHere()
    {
        if (_activity is null && tracing.Start(ring.NumberOf(_position)) is { } activity)
        {
            _activity = activity;
            _context = ExecutionContext.Capture();
        }

        _status = transform.Start(_position, _input, out _output, out _pending);
    }

    private void EndHere() => ItemTracing.End(_activity!, _status, _errors);
}
