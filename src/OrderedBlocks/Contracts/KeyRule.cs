namespace OrderedBlocks;

/// <summary>How options order items by key, as they were when a block read them. A visitor learns the types of items and keys.</summary>
internal abstract class KeyRule
{
    public abstract void Accept(IKeyRuleVisitor visitor);
}
