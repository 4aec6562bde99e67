using System.Runtime.CompilerServices;

namespace OrderedBlocks.Ring;

/// <content>What travels with the items, in a ring that is asked for it: see <see cref="Attachment"/>.</content>
internal sealed partial class OrderedRing<TInput, TOutput>
{
    private readonly bool _hasAttachments;

    // By slot. In a ring with segments they have them.
    private readonly Attachment[]? _companions;

    /// <summary>Whether items may have something that travels with them.</summary>
    public bool HasAttachments => _hasAttachments;

    /// <summary>What travels with the head, whose output was peeked at. For whoever holds the output.</summary>
    public object? HeadAttachment => _hasAttachments ? AttachmentOf(Position.FromWord(_head.ReadOwn())).Value : null;

    /// <summary>What travels with the item of a claimed position. For the worker.</summary>
    public object? AttachmentAt(Position position) => AttachmentOf(position).Value;

    /// <summary>As <see cref="TryAdmit(TInput)"/>, in a ring with attachments.</summary>
    /// <param name="item">The item.</param>
    /// <param name="attachment">What travels with it, if anything does.</param>
    public AdmissionStatus TryAdmit(TInput item, object? attachment)
    {
        AdmissionStatus status = TryTake(TailCursor.Gated, out Position position);
        if (status == AdmissionStatus.Admitted)
        {
            ref Slot<TInput, TOutput> slot = ref SlotOf(position);
            slot.Input = item;
            AttachmentOf(position).Value = attachment;

            // Release is enough, as without an attachment.
            slot.State.Publish(position, Phase.Admitted);
        }

        return status;
    }

    // Those from the head on, before it moves and frees the slots: nothing is kept of what has left.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ForgetAttachmentsBefore(Position end)
    {
        for (Position position = Position.FromWord(_head.ReadOwn()); position != end; position = position.Next)
        {
            AttachmentOf(position).Value = null;
        }
    }

    private ref Attachment AttachmentOf(Position position)
    {
        Attachment[]? attachments = _companions;
        if (attachments is not null)
        {
            return ref attachments[position.SlotIndex(_slotMask)];
        }

        return ref _pages is { } pages ? ref pages.FindAttachment(position) : ref _segments!.FindAttachment(position);
    }
}
