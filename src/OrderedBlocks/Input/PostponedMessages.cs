using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Input;

/// <summary>
/// The messages that sources hold for the block, first come first served; one a source, of which the newest counts.
/// Not thread-safe, and never copied.
/// </summary>
internal struct PostponedMessages<TInput>
{
    // Null until one has waited.
    private LinkedList<PostponedMessage>? _order;

    // Nodes that were used, as many as messages have waited at the same time: a wait that comes again allocates nothing.
    // Null until one has been removed.
    private LinkedList<PostponedMessage>? _spare;

    // Null until one has waited.
    private Dictionary<ISourceBlock<TInput>, LinkedListNode<PostponedMessage>>? _bySource;

    public readonly int Count => _order?.Count ?? 0;

    /// <summary>Notes a message. A source that has one here keeps its place.</summary>
    /// <param name="source">Who holds it.</param>
    /// <param name="header">Which it is.</param>
    /// <param name="context">The context in which it was offered, if that is captured.</param>
    /// <param name="waiter">The source, if it has no message and waits for room alone.</param>
    public void Put(
        ISourceBlock<TInput> source,
        DataflowMessageHeader header,
        ExecutionContext? context,
        IRoomWaiter? waiter = null)
    {
        var message = new PostponedMessage(source, header, context, waiter);
        _bySource ??= new(ReferenceEqualityComparer.Instance);
        if (_bySource.TryGetValue(source, out LinkedListNode<PostponedMessage>? node))
        {
            node.Value = message;
        }
        else
        {
            _bySource.Add(source, AddLast(message));
        }
    }

    /// <summary>Shows the message that has waited longest.</summary>
    public readonly bool TryPeek([MaybeNullWhen(false)] out PostponedMessage message)
    {
        LinkedListNode<PostponedMessage>? first = _order?.First;
        message = first is null ? default : first.Value;
        return first is not null;
    }

    /// <summary>Forgets a source's message, if there is one.</summary>
    /// <returns>Whether there was.</returns>
    public bool Remove(ISourceBlock<TInput> source)
    {
        if (_bySource is null || !_bySource.Remove(source, out LinkedListNode<PostponedMessage>? node))
        {
            return false;
        }

        _order!.Remove(node);
        node.Value = default;
        _spare ??= new();
        _spare.AddLast(node);
        return true;
    }

    /// <summary>The sources, for the debugger.</summary>
    public readonly ISourceBlock<TInput>[] ToArray() => [.. _order?.Select(static message => message.Source) ?? []];

    private LinkedListNode<PostponedMessage> AddLast(PostponedMessage message)
    {
        _order ??= new();
        if (_spare?.Last is not { } node)
        {
            return _order.AddLast(message);
        }

        _spare.Remove(node);
        node.Value = message;
        _order.AddLast(node);
        return node;
    }

    /// <summary>
    /// A message, who holds it, and the context in which it was offered, if that is captured; or somebody who waits for room alone.
    /// </summary>
    internal readonly record struct PostponedMessage(
        ISourceBlock<TInput> Source, DataflowMessageHeader Header, ExecutionContext? Context, IRoomWaiter? Waiter);
}
